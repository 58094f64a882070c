import { ArrowDown, ArrowLeft, PenLine } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { UnlockCommand } from '../lock/unlock-command.tsx';
import { Command } from '../parts/command.tsx';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ShownValue } from '../parts/shown-value.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import type { Press } from '../review/arming.ts';
import { useArmed } from '../review/use-arming.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { numberWords } from '../words/in-locale.ts';
import { AssertedClaims, Job } from './batch-job.tsx';
import { LeftOutList } from './left-out.tsx';
import { type ProposedBatch, useProposal } from './use-proposal.ts';
import { useReadingList } from './use-reading-list.ts';
import { type ListHandle, WindowedList } from './windowed-list.tsx';

/** What all tokens of the batch have alike, and which scopes there are. */
function Summary({ proposed }: { readonly proposed: ProposedBatch }) {
  const { t } = useTranslation();
  const { batch } = proposed;
  return (
    <div className="batch-summary">
      <section aria-label={t('batch.scopes')}>
        <h2>{t('batch.scopes')}</h2>
        <ul className="batch-scopes">
          {batch.scopes.map(({ scope, count }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups do not change places
            <li key={index}>
              <strong className="number">{numberWords(count)}</strong>
              {scope ? <ShownValue shown={scope} bare /> : <span className="quiet">{t('batch.noScope')}</span>}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('batch.alike')}>
        <h2>{t('batch.alike')}</h2>
        <AssertedClaims claims={batch.common} />
        <Facts
          of={[
            ['jti', t('batch.jti')],
            [t('keys.algorithm'), batch.algorithm],
            [t('review.token.key'), <code key="kid">{batch.kid}</code>],
            [t('batch.digest'), <Digest key="digest" hex={batch.digest} />],
          ]}
        />
      </section>
    </div>
  );
}

interface BatchPageProps {
  readonly jobIds: readonly string[];
  readonly onLeave: () => void;
  readonly onApproved: () => void;
  readonly onOpen: (jobId: string) => void;
}

/** While the key is locked nothing is listed; after that everything is, anew. */
export function BatchPage(props: BatchPageProps) {
  const { t } = useTranslation();
  const { lock } = useSnapshot();
  if (!lock) return <Batch {...props} />;
  return (
    <section className="batch" aria-label={t('batch.region')}>
      <header className="batch-head">
        <Command icon={ArrowLeft} onPress={props.onLeave}>
          {t('common.back')}
        </Command>
        <PageTitle title={t('batch.title')} />
      </header>
      <Notice tone="warn" title={t('lock.on')}>
        <p>{t('lock.batch')}</p>
        <UnlockCommand lock={lock} look="primary" />
      </Notice>
    </section>
  );
}

/** Everything that a batch would sign, in one list, to be read to its end before it can be approved. */
function Batch({ jobIds, onLeave, onApproved, onOpen }: BatchPageProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { proposed, refusal, come, renewing, again } = useProposal(jobIds);
  const { run, busy, refusal: fault } = useRequest();
  const [refused, setRefused] = useState<Finding | null>(null);
  // Every refusal starts the rule anew: what is shown has to be read again before the next press counts.
  const [round, setRound] = useState(0);
  const jobs = proposed?.jobs ?? [];
  const nonce = proposed?.batch.nonce ?? null;
  const content = proposed && nonce !== null ? `${round} ${proposed.batch.content}` : null;
  const reading = useReadingList(content, jobs.length);
  const arming = useArmed(content, reading.watch);
  const list = useRef<ListHandle>(null);
  const begun = useRef<Press | null>(null);
  // A link must not take the operator away from a list that they have half read.
  useBusy(true);

  const approve = async (press: Press) => {
    if (!proposed || nonce === null || renewing || !arming.accepts(press)) return;
    setRefused(null);
    const { digest } = proposed.batch;
    const answer = await run(() => authority.approveBatch({ digest, nonce }));
    if (answer?.outcome === 'done') return onApproved();
    if (answer) setRefused(answer.reason);
    setRound(round + 1);
    again();
  };

  const unseen = jobs.length - reading.seen;
  return (
    <section className="batch" aria-label={t('batch.region')}>
      <header className="batch-head">
        <Command icon={ArrowLeft} onPress={onLeave}>
          {t('common.back')}
        </Command>
        <PageTitle title={t('batch.title')} />
      </header>
      <RefusalNotice refusal={refusal ?? fault ?? refused} title={t('batch.refused')} />
      {!proposed && !refusal && (
        <p className="quiet appear-late" role="status">
          {t('batch.preparing', { come, count: jobIds.length })}
        </p>
      )}
      {proposed && (
        <>
          {jobs.length === 0 && (
            <Notice tone="warn" title={t('batch.noneTitle')}>
              <p>{t('batch.none')}</p>
            </Notice>
          )}
          {jobs.length === 0 && <LeftOutList leftOut={proposed.batch.leftOut} onOpen={onOpen} />}
          {jobs.length > 0 && (
            <WindowedList
              above={
                <div className="batch-above">
                  <Summary proposed={proposed} />
                  {proposed.batch.leftOut.length > 0 && (
                    <LeftOutList leftOut={proposed.batch.leftOut} onOpen={onOpen} />
                  )}
                </div>
              }
              key={content}
              label={t('batch.list')}
              count={jobs.length}
              estimate={92}
              item={(index) => {
                const job = jobs[index];
                return job && <Job job={job} number={index + 1} />;
              }}
              onSeen={reading.onSeen}
              handle={list}
              autoFocus
            />
          )}
          {jobs.length > 0 && (
            <footer className="batch-bar">
              <Command
                look="primary"
                icon={PenLine}
                isDisabled={!arming.armed || renewing || busy}
                onPressStart={({ pointerType }) => {
                  begun.current = arming.press(pointerType === 'keyboard' ? 'key' : 'pointer');
                }}
                onPress={() => {
                  const press = begun.current;
                  begun.current = null;
                  if (press) void approve(press);
                }}
              >
                {t('batch.approve', { count: jobs.length })}
              </Command>
              {unseen > 0 && (
                <Command
                  icon={ArrowDown}
                  onPress={() => {
                    const next = reading.firstUnseen();
                    if (next !== null) list.current?.show(next);
                  }}
                >
                  {t('batch.nextUnseen')}
                </Command>
              )}
              <p className="quiet" role="status">
                {unseen > 0 ? t('batch.unseen', { count: unseen }) : t('batch.allSeen')}
              </p>
            </footer>
          )}
        </>
      )}
    </section>
  );
}
