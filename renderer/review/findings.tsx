import { useTranslation } from 'react-i18next';
import { doneStatuses, type Finding, type JobStatus, type Review } from '../../preload/contract.ts';
import { Notice } from '../parts/notice.tsx';
import { findingWords } from '../words/coded.ts';

function List({ findings }: { readonly findings: readonly Finding[] }) {
  const sentences = [...new Set(findings.map(findingWords))];
  if (sentences.length === 1) return <p>{sentences[0]}</p>;
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

interface FindingsNoticeProps {
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly live?: boolean;
}

/** Findings under one title, or nothing where there are none. */
export function FindingsNotice({ tone, title, findings, live = false }: FindingsNoticeProps) {
  if (findings.length === 0) return null;
  return (
    <Notice tone={tone} title={title} live={live}>
      <List findings={findings} />
    </Notice>
  );
}

export const sameFinding = (one: Finding, other: Finding): boolean => JSON.stringify(one) === JSON.stringify(other);

/** There is nothing left to look at before it. */
const decided: readonly JobStatus[] = ['approved', 'delivering', ...doneStatuses];

/** Why the job is where it is, what stands against approval, and what to know before it. Each is said once. */
export function Findings({ review }: { readonly review: Review }) {
  const { t } = useTranslation();
  const { reason, obstacles, warnings } = review;
  const saidBelow = reason && [...obstacles, ...warnings].some((finding) => sameFinding(finding, reason));
  // That a job of this status can't be approved is the ordinary course of things, said by the status itself.
  const against = obstacles.filter(
    ({ code, values }) =>
      !(code === 'not-confirmed' && review.status === 'waiting') &&
      !(code === 'not-allowed-now' && values?.status === review.status),
  );
  return (
    <>
      {reason && !saidBelow && (
        <Notice tone={review.status === 'attention' ? 'bad' : 'info'} title={t('review.reason')}>
          <p>{findingWords(reason)}</p>
        </Notice>
      )}
      <FindingsNotice tone="bad" title={t('review.obstacles', { count: against.length })} findings={against} />
      <FindingsNotice
        tone="warn"
        title={decided.includes(review.status) ? t('review.warned') : t('review.warnings', { count: warnings.length })}
        findings={warnings}
      />
    </>
  );
}
