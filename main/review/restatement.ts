import type { Content } from '../jobs/job.ts';
import type { Json } from '../strict-json.ts';
import { parseCompactToken, parseJsonObject } from './compact-token.ts';

/** Members by which a statement describes itself or its job, not the person. */
const aboutItself = ['iss', 'iat', 'exp', 'nbf', 'jti', 'aud', 'job', 'status'];

/**
 * Whether what the service states as JSON says nothing but what the subject's own token says that is held already. Then
 * the token stands: it says the same, and is signed. `field` is the statement's name for the scope.
 */
export function restates(stated: Content, held: string): boolean {
  if (stated.kind !== 'service-statement') return false;
  const statement = parseJsonObject(stated.text);
  const token = parseCompactToken(held);
  if ('problem' in statement || 'problem' in token) return false;
  const claims = token.payload;
  const { sub, field, ...others } = statement.object;
  if (sub === undefined || !same(sub, claims.sub)) return false;
  if (field !== undefined && !same(field, claims.scope)) return false;
  return Object.entries(others).every(
    ([name, value]) => aboutItself.includes(name) || (Object.hasOwn(claims, name) && same(value, claims[name])),
  );
}

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
