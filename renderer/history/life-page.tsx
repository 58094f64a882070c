import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobLife } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { CopyCommand } from '../parts/copy-command.tsx';
import { Digest } from '../parts/digest.tsx';
import { EntryWhen } from '../parts/entry-when.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { ShownValue } from '../parts/shown-value.tsx';
import { StatusChip } from '../parts/status-chip.tsx';
import { useReading } from '../request.ts';
import { DeliveryFacts } from '../review/delivery.tsx';
import { DecisionEvidence } from '../review/evidence.tsx';
import { Rejection, SignedToken } from '../review/outcome.tsx';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { eventWords } from '../words/coded.ts';
import { EntryFacts } from './entry-facts.tsx';

function Bytes({ title, copy, text }: { readonly title: string; readonly copy: string; readonly text: string }) {
  return (
    <div className="bytes">
      <div className="panel-head">
        <h3>{title}</h3>
        <CopyCommand text={text} label={copy} />
      </div>
      <ScrollBox className="bytes-box" label={title}>
        <MarkedText text={text} />
      </ScrollBox>
    </div>
  );
}

/** What was shown and approved once, to the byte, and what became of that. */
function Approval({ approval }: { readonly approval: JobLife['approvals'][number] }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t(`history.life.approval.${approval.outcome}`)}</h2>
      <Facts
        of={[
          [t('history.life.approvedAt'), <ExactMoment key="at" at={approval.approvedAt} />],
          [t('review.proposal.issuer'), <MarkedText key="issuer" text={approval.issuer} />],
          [t('review.token.key'), <code key="key">{approval.kid}</code>],
          [t('review.proposal.digest'), <Digest key="digest" hex={approval.digest} />],
        ]}
      />
      <Bytes title={t('review.bytes.payload')} copy={t('history.life.copyPayload')} text={approval.payload} />
      <Bytes title={t('review.bytes.header')} copy={t('history.life.copyHeader')} text={approval.header} />
      <Bytes title={t('review.bytes.input')} copy={t('history.life.copyInput')} text={approval.signingInput} />
    </section>
  );
}

function Entries({ life }: { readonly life: JobLife }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t('history.life.entries')}</h2>
      <ol className="life-entries">
        {life.record.map((entry) => (
          <li key={entry.number}>
            <p className="life-event">
              <strong>{eventWords(entry.event)}</strong>
              <EntryWhen entry={entry} />
            </p>
            <EntryFacts entry={entry} />
          </li>
        ))}
      </ol>
      {life.more > 0 && <p className="quiet">{t('history.life.more', { count: life.more })}</p>}
    </section>
  );
}

interface LifePageProps {
  readonly jobId: string;
  readonly onLeave: () => void;
  /** Goes to the job in the queue. */
  readonly onOpen: (jobId: string) => void;
}

/** All that is known of one job on one page: every entry in order, what was shown and approved, the token, the answers. */
export function LifePage({ jobId, onLeave, onOpen }: LifePageProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { revision } = useSnapshot();
  const { value: life, refusal } = useReading(() => authority.jobLife({ jobId }), revision);
  return (
    <div className="page">
      <div className="page-commands">
        <Command icon={ArrowLeft} onPress={onLeave} autoFocus>
          {t('common.back')}
        </Command>
        {life?.status && <Command onPress={() => onOpen(jobId)}>{t('history.life.openJob')}</Command>}
        <CopyCommand text={jobId} label={t('history.life.copyId')} />
      </div>
      <div className="page-head">
        <PageTitle title={t('history.life.title')} />
        {life?.status && <StatusChip status={life.status} />}
      </div>
      <p className="job-id mono">{jobId}</p>
      <RefusalNotice refusal={refusal} title={t('history.failed')} />
      {!life && !refusal && <p className="quiet appear-late">{t('common.loading')}</p>}
      {life && (
        <>
          <Entries life={life} />
          {life.content && (
            <section className="panel">
              <div className="panel-head">
                <h2>{t('review.bytes.raw')}</h2>
                <CopyCommand text={life.content.text} label={t('history.life.copyContent')} />
              </div>
              <ShownValue shown={life.content.raw} />
            </section>
          )}
          {life.approvals.map((approval) => (
            <Approval key={`${approval.approvedAt} ${approval.digest}`} approval={approval} />
          ))}
          {life.token && <SignedToken token={life.token} />}
          {life.delivery && <DeliveryFacts delivery={life.delivery} />}
          {life.rejection && <Rejection rejection={life.rejection} />}
          {(life.token || life.rejection) && <DecisionEvidence jobId={jobId} />}
        </>
      )}
    </div>
  );
}
