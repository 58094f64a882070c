import type { ContentSummary } from '../store/jobs.ts';
import { shownValue } from './lookalikes.ts';
import type { ReadContent } from './subject-token.ts';

/** What the queue shows of a job's content: its scope, its subject, and the value that is to be verified. */
export function summaryOf({ claims, problem, signature }: ReadContent): ContentSummary {
  if (!claims) return { scope: null, subject: null, value: null, flagged: true };
  const text = (name: string) => (typeof claims[name] === 'string' ? (claims[name] as string) : null);
  const scope = text('scope');
  const verified = scope
    ?.split(' ')
    .map(text)
    .find((value) => value !== null);
  const misleading = Object.entries(claims).some(
    ([name, value]) => shownValue(name).findings.length > 0 || shownValue(value).findings.length > 0,
  );
  return {
    scope,
    subject: text('sub'),
    value: verified ?? text('email') ?? text('phone'),
    flagged: problem !== null || signature.verdict !== 'valid' || misleading,
  };
}
