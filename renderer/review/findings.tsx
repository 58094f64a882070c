import { useTranslation } from 'react-i18next';
import type { Finding, Review } from '../../preload/contract.ts';
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

const sameFinding = (one: Finding, other: Finding): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Why the job is where it is, what stands against approval, and what to know before it. Each is said once. */
export function Findings({ review }: { readonly review: Review }) {
  const { t } = useTranslation();
  const { reason, obstacles, warnings } = review;
  const saidBelow = reason && [...obstacles, ...warnings].some((finding) => sameFinding(finding, reason));
  // Not being confirmed yet is the ordinary course of things, said by the status itself.
  const against = obstacles.filter(({ code }) => !(code === 'not-confirmed' && review.status === 'waiting'));
  return (
    <>
      {reason && !saidBelow && (
        <Notice tone={review.status === 'attention' ? 'bad' : 'info'} title={t('review.reason')}>
          <p>{findingWords(reason)}</p>
        </Notice>
      )}
      {against.length > 0 && (
        <Notice tone="bad" title={t('review.obstacles', { count: against.length })}>
          <List findings={against} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" title={t('review.warnings', { count: warnings.length })}>
          <List findings={warnings} />
        </Notice>
      )}
    </>
  );
}
