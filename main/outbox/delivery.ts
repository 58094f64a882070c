import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Look } from '../jobs/look.ts';
import type { Exchange } from '../jobs/scope-api.ts';
import { readBody, refusal } from '../jobs/wire.ts';
import { looksLikeCompactToken } from '../review/compact-token.ts';
import type { DeliveryStage } from '../store/deliveries.ts';

/** What to do with a delivery after something was learned. */
export type Step =
  /** Not proved that the service holds the token, nor that it doesn't: read again, then perhaps send again. */
  | { readonly do: 'again'; readonly stage: DeliveryStage; readonly fault: Finding; readonly notBefore?: number }
  /** The service does not hold it and takes it: send the same bytes. */
  | { readonly do: 'send' }
  /** A 2xx: read the job back. */
  | { readonly do: 'read-back'; readonly answerProof: boolean }
  | { readonly do: 'delivered'; readonly proof: 'read-back' | 'answer' }
  | { readonly do: 'sent-not-proved' }
  | { readonly do: 'await-confirmation' }
  | { readonly do: 'park'; readonly reason: Finding };

const park = (code: string, values?: Finding['values']): Step => ({ do: 'park', reason: finding(code, values) });

/** After a PUT of `token`. Statuses as in the API's table; what it leaves open is decided here. */
export function afterPut(exchange: Exchange, token: string): Step {
  if (exchange.kind === 'fault') {
    return { do: 'again', stage: exchange.sent ? 'unknown' : 'unsent', fault: exchange.fault };
  }
  const { status } = exchange;
  if (status >= 200 && status < 300) {
    const body = readBody(exchange.body);
    if (body.is !== 'token') return { do: 'read-back', answerProof: false };
    return body.token === token ? { do: 'read-back', answerProof: true } : park('answer-differs');
  }
  if (status === 409) return { do: 'await-confirmation' };
  if (status === 404) return park('gone-with-token');
  if (status === 429) return { do: 'again', stage: 'unsent', fault: refusal(exchange) };
  if (status >= 500) return { do: 'again', stage: 'unknown', fault: refusal(exchange) };
  const refused = refusal(exchange);
  return refused.code === 'http-status' ? park('put-refused', refused.values) : { do: 'park', reason: refused };
}

/** Before a PUT whose earlier outcome is unknown: what the service holds now decides whether the same bytes go again. */
export function beforeSend(look: Look, token: string, content: string, lastFault: Finding | null = null): Step {
  if (look.kind === 'fault') return { do: 'again', stage: 'unknown', fault: look.fault };
  // Where the PUT itself was answered with 404 it is known that the service did not take the token.
  if (look.phase === 'gone')
    return park(lastFault?.code === 'gone-with-token' ? 'gone-with-token' : 'outcome-unknown-gone');
  if (look.phase === 'signed') return holds(look, token);
  const comparable = look.content?.kind === (looksLikeCompactToken(content) ? 'subject-token' : 'service-statement');
  if (comparable && look.content?.text !== content) return park('content-changed');
  // Waiting or confirmed: a service that answers JSON after signing can't be told from one that waits, and the same
  // bytes again change nothing; where the job is in truth unconfirmed the answer is 409.
  return { do: 'send' };
}

/** Looks at a job that is accepted but not yet to be seen as signed; a service may take a moment. */
const READS_BEFORE_ALARM = 6;

/** After a 2xx to the PUT: delivered means that the very same token came back. */
export function afterReadBack(look: Look, token: string, answerProof: boolean, readsBefore: number): Step {
  if (look.kind === 'fault') return { do: 'again', stage: 'accepted', fault: look.fault };
  if (look.phase === 'signed') return holds(look, token);
  const nothingToRead = look.phase === 'gone' || ('content' in look && look.content?.kind === 'service-statement');
  // The service keeps no token that could be read: then its own answer is the proof, where that carried ours.
  if (nothingToRead) return answerProof ? { do: 'delivered', proof: 'answer' } : { do: 'sent-not-proved' };
  if (readsBefore + 1 >= READS_BEFORE_ALARM) return park('not-taken');
  return { do: 'again', stage: 'accepted', fault: finding('not-taken') };
}

function holds(look: Extract<Look, { phase: 'signed' }>, token: string): Step {
  if (look.token === token) return { do: 'delivered', proof: 'read-back' };
  return park(
    look.by === 'us' ? 'our-key-other-token' : look.by === 'trusted' ? 'signed-elsewhere-too' : 'unknown-signer',
  );
}
