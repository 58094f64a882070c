import { History, TriangleAlert } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ClaimRow, EarlierDecision, EarlierDecisions, Lookalike, SeenBefore } from '../../preload/contract.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { ShownValue } from '../parts/shown-value.tsx';
import { marksAsText } from './shown-content.ts';

interface OpenProps {
  readonly onOpen: (jobId: string) => void;
}

/** One earlier job: how it ended, when, and the way to it. */
function Earlier({ decision, onOpen }: OpenProps & { readonly decision: EarlierDecision }) {
  const { t } = useTranslation();
  const { jobId, outcome, at, reason } = decision;
  return (
    <span className="earlier">
      {t(`seen.outcome.${outcome}`)} <Moment at={at} />
      {' · '}
      <Button className="job-link job-id" aria-label={t('seen.open', { jobId })} onPress={() => onOpen(jobId)}>
        {jobId}
      </Button>
      {reason !== null && (
        <>
          {' · '}
          <MarkedText text={reason} />
        </>
      )}
    </span>
  );
}

function Latest({ of, onOpen }: OpenProps & { readonly of: EarlierDecisions }) {
  return (
    <ul className="earlier-list">
      {of.latest.map((decision) => (
        <li key={decision.jobId}>
          <Earlier decision={decision} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function Change({ claim }: { readonly claim: ClaimRow }) {
  const { t } = useTranslation();
  const sides = [
    [t('seen.before'), claim.signed],
    [t('seen.now'), claim.asserted],
  ] as const;
  return (
    <li>
      <ShownValue shown={claim.name} bare />
      <dl className="since">
        {sides.map(([side, value]) => (
          <div key={side}>
            <dt>{side}</dt>
            <dd>{value ? <ShownValue shown={value} bare /> : <span className="absent">{t('review.absent')}</span>}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Changes({ changes }: { readonly changes: NonNullable<SeenBefore['changes']> }) {
  const { t } = useTranslation();
  if (changes.claims.length === 0) return <p>{t('seen.unchanged')}</p>;
  return (
    <>
      <p>{t('seen.changed')}</p>
      <ul className="changes">
        {changes.claims.map((claim) => (
          <Change key={claim.name.sha256} claim={claim} />
        ))}
      </ul>
    </>
  );
}

function Lookalikes({ of, onOpen }: OpenProps & { readonly of: readonly Lookalike[] }) {
  const { t } = useTranslation();
  return (
    <div className="lookalikes">
      <p className="lookalikes-title">
        <TriangleAlert aria-hidden="true" size={16} />
        {t('seen.lookalikes')}
      </p>
      <ul>
        {of.map(({ claim, value, how, last }) => (
          <li key={`${claim.sha256} ${value.sha256}`}>
            <ShownValue shown={value} bare />
            <p className="quiet">
              <code>{marksAsText(claim)}</code>
              {' · '}
              {t(`seen.${how}`)}
              {!last.sameSubject && (
                <>
                  {' · '}
                  {t('seen.otherSubject')}
                </>
              )}
            </p>
            <Earlier decision={last} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What was decided before for the same subject, for the same values, and for values that could be taken for them. */
export function Seen({ seen, onOpen }: OpenProps & { readonly seen: SeenBefore }) {
  const { t } = useTranslation();
  const { subject, jobsInDay, jobsInMonth, changes, values, lookalikes } = seen;
  const counted = ({ signed, rejected }: EarlierDecisions) => ({
    signed: t('seen.signed', { count: signed }),
    rejected: t('seen.rejected', { count: rejected }),
  });
  return (
    <section className="seen" aria-label={t('seen.title')} data-strong={lookalikes.length > 0 || undefined}>
      <h3>
        <History aria-hidden="true" size={16} />
        {t('seen.title')}
      </h3>
      {lookalikes.length > 0 && <Lookalikes of={lookalikes} onOpen={onOpen} />}
      {values.map((value) => (
        <div className="seen-value" key={value.claim.sha256}>
          <p>{t('seen.sameValue', { claim: marksAsText(value.claim), ...counted(value) })}</p>
          <Latest of={value} onOpen={onOpen} />
        </div>
      ))}
      {subject.latest.length === 0 ? (
        <p>{t('seen.firstTime')}</p>
      ) : (
        <>
          <p>{t('seen.subject', counted(subject))}</p>
          <Latest of={subject} onOpen={onOpen} />
        </>
      )}
      {jobsInMonth > 0 && (
        <p className="quiet">
          {t('seen.lately', {
            day: t('seen.jobs', { count: jobsInDay }),
            month: t('seen.jobs', { count: jobsInMonth }),
          })}
        </p>
      )}
      {changes && <Changes changes={changes} />}
    </section>
  );
}
