import { readCompactToken } from './compact-token.ts';
import type { Job } from './jobs.ts';

/**
 * Checks the body of PUT /scope/{job}: null, or what is wrong with it. The signature is not among the checks: the
 * service holds no authority's key, and proving the token is the business of whoever relies on it.
 */
export function authorityTokenProblem(text: string, job: Job): string | null {
  const token = readCompactToken(text);
  if ('problem' in token) return token.problem;
  const { iss, jti, sub } = token.payload;
  if (typeof iss !== 'string' || iss === '') return "An authority's token names its issuer (iss).";
  if (jti !== undefined && jti !== job.id) return 'The token is for another job (jti).';
  if (sub !== job.claims.sub) return 'The token is about another subject (sub).';
  return null;
}
