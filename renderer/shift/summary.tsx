import { useTranslation } from 'react-i18next';
import type { ShiftSummary, StandingJob, Tally } from '../../preload/contract.ts';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment, exactWords, Length } from '../parts/moment.tsx';
import { useServiceName } from '../service.tsx';
import { findingWords } from '../words/coded.ts';
import { numberWords } from '../words/in-locale.ts';

/** How often each reason was given. */
function Reasons({ tallies, coded }: { readonly tallies: readonly Tally[]; readonly coded: boolean }) {
  if (tallies.length === 0) return null;
  return (
    <ul className="shift-reasons">
      {tallies.map(({ reason, count }) => (
        <li key={reason}>
          <span className="number">{numberWords(count)}</span>
          {coded ? findingWords({ code: reason }) : <MarkedText text={reason} />}
        </li>
      ))}
    </ul>
  );
}

interface OutcomeProps {
  readonly name: string;
  readonly count: number;
  readonly tallies?: readonly Tally[];
  readonly coded?: boolean;
}

function Outcome({ name, count, tallies = [], coded = false }: OutcomeProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{numberWords(count)}</td>
      <td>
        <Reasons tallies={tallies} coded={coded} />
      </td>
    </tr>
  );
}

/** Jobs by their IDs, and why they stand where they stand. */
function Jobs({ title, jobs, total }: { title: string; jobs: readonly StandingJob[]; total: number }) {
  const { t } = useTranslation();
  if (total === 0) return null;
  return (
    <section className="panel">
      <h2>
        {title} <span className="number">{numberWords(total)}</span>
      </h2>
      <table className="record">
        <thead>
          <tr>
            <th scope="col">{t('history.job')}</th>
            <th scope="col">{t('shift.since')}</th>
            <th scope="col">{t('shift.why')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map(({ jobId, since, reason, note }) => (
            <tr key={jobId}>
              <td>
                <code>{jobId}</code>
              </td>
              <td>
                <ExactMoment at={since} />
              </td>
              <td>
                {note !== null && <MarkedText text={note} />} {reason && findingWords(reason)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {jobs.length < total && <p className="quiet">{t('shift.more', { count: total - jobs.length })}</p>}
    </section>
  );
}

const sum = (tallies: readonly Tally[]): number => tallies.reduce((total, { count }) => total + count, 0);

/** What was decided, how old it was by then, and how things stand now. */
export function Summary({ summary }: { readonly summary: ShiftSummary }) {
  const { t } = useTranslation();
  const service = useServiceName();
  const { age, now } = summary;
  return (
    <>
      <p className="lead">
        {t('shift.span', { from: exactWords(summary.from), until: exactWords(summary.until) })}
        {' · '}
        {t('shift.by')} <MarkedText text={summary.operator} />
        {service !== null && (
          <>
            {' · '}
            <MarkedText text={service} />
          </>
        )}
      </p>
      <section className="panel">
        <h2>{t('shift.decided')}</h2>
        <table className="record shift-outcomes" aria-label={t('shift.decided')}>
          <tbody>
            <Outcome name={t('shift.approved')} count={summary.approved} />
            <Outcome name={t('shift.undone')} count={summary.undone} />
            <Outcome name={t('shift.voided')} count={sum(summary.voided)} tallies={summary.voided} coded />
            <Outcome name={t('shift.rejected')} count={sum(summary.rejected)} tallies={summary.rejected} />
            <Outcome name={t('shift.held')} count={summary.held} />
            <Outcome name={t('shift.refused')} count={sum(summary.refused)} tallies={summary.refused} coded />
            <Outcome name={t('shift.signed')} count={summary.signed} />
            <Outcome name={t('shift.delivered')} count={summary.delivered} />
          </tbody>
        </table>
      </section>
      <section className="panel">
        <h2>{t('shift.age')}</h2>
        <Facts
          of={[
            [t('shift.median'), age.medianMs === null ? t('shift.none') : <Length key="median" ms={age.medianMs} />],
            [
              t('shift.longest'),
              age.longestMs === null ? t('shift.none') : <Length key="longest" ms={age.longestMs} />,
            ],
            [t('shift.measured'), numberWords(age.decided)],
          ]}
        />
      </section>
      <section className="panel">
        <h2>{t('shift.now', { time: exactWords(summary.madeAt) })}</h2>
        <Facts
          of={[
            [t('shift.toDecide'), numberWords(now.toDecide)],
            [
              t('shift.oldest'),
              now.oldestToDecideAt === null ? t('shift.none') : <ExactMoment key="oldest" at={now.oldestToDecideAt} />,
            ],
            [t('status.waiting'), numberWords(now.waiting)],
            [t('status.held'), numberWords(now.held)],
            [t('shift.undelivered'), numberWords(now.undelivered)],
          ]}
        />
      </section>
      {summary.batches.length > 0 && (
        <section className="panel">
          <h2>
            {t('shift.batches')} <span className="number">{numberWords(summary.batches.length)}</span>
          </h2>
          <ul className="shift-batches">
            {summary.batches.map(({ at, count, digest }) => (
              <li key={`${at} ${digest}`}>
                <ExactMoment at={at} /> · {t('shift.batchJobs', { count })} · <code>{digest}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Jobs title={t('shift.onHold')} jobs={summary.onHold} total={now.held} />
      <Jobs title={t('shift.notDelivered')} jobs={summary.undelivered} total={now.undelivered} />
    </>
  );
}
