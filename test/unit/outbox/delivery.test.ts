import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Look } from '../../../main/jobs/look.ts';
import type { Exchange } from '../../../main/jobs/scope-api.ts';
import { afterPut, afterReadBack, beforeSend, type Step } from '../../../main/outbox/delivery.ts';
import { makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const subject = makeSubject('ada');
const content = subject.requestToken({ scope: 'email', email: 'ada@example.org' });
const token = makeAuthorityKey('us').sign({ sub: subject.sub, jti: 'AAAAAAAAAAAAAAAAAAAA' });
const other = makeAuthorityKey('us').sign({ sub: subject.sub, jti: 'BBBBBBBBBBBBBBBBBBBB' });

const answer = (status: number, body = '', more: object = {}): Exchange => ({
  kind: 'answer',
  status,
  body,
  retryAfterMs: null,
  location: null,
  ...more,
});
const fault = (sent: boolean): Exchange => ({ kind: 'fault', fault: { code: 'timeout' }, sent });
const signed = (found: string, by: 'us' | 'trusted' | 'unknown' = 'us'): Look => ({
  kind: 'seen',
  phase: 'signed',
  token: found,
  by,
});
const seen = (phase: 'waiting' | 'confirmed', text: string | null = null): Look => ({
  kind: 'seen',
  phase,
  content: text === null ? null : { kind: text.startsWith('{') ? 'service-statement' : 'subject-token', text },
});
const gone: Look = { kind: 'seen', phase: 'gone' };
const lookFault: Look = { kind: 'fault', fault: { code: 'network' } };
const statement = JSON.stringify({ sub: subject.sub, scope: 'email' });
const park = (code: string, values?: object): Step =>
  ({ do: 'park', reason: { code, ...(values ? { values } : {}) } }) as Step;

describe('after a PUT', () => {
  it.each<[string, Exchange, Step]>([
    [
      'the token back as it is: read it back, with the answer as proof',
      answer(200, token),
      { do: 'read-back', answerProof: true },
    ],
    [
      'the token back in JSON: the same',
      answer(200, JSON.stringify({ status: 'ready', jwt: token })),
      { do: 'read-back', answerProof: true },
    ],
    ['the token and a line break: the same', answer(200, `${token}\n`), { do: 'read-back', answerProof: true }],
    [
      'a 2xx without a token: read it back, unproved',
      answer(200, '{"status":"ready"}'),
      { do: 'read-back', answerProof: false },
    ],
    ['a 2xx without a body', answer(204), { do: 'read-back', answerProof: false }],
    ['a 2xx with words', answer(200, 'thank you'), { do: 'read-back', answerProof: false }],
    ['another token: an alarm, not a success', answer(200, other), park('answer-differs')],
    ['another token in JSON', answer(200, JSON.stringify({ jwt: other })), park('answer-differs')],
    ['a jwt in JSON that is no token', answer(200, '{"jwt":"x"}'), park('answer-differs')],
    ['409: wait for the confirmation', answer(409), { do: 'await-confirmation' }],
    ['404: park it', answer(404), park('gone-with-token')],
    [
      '429: again, and nothing was taken',
      answer(429),
      { do: 'again', stage: 'unsent', fault: { code: 'rate-limited' } },
    ],
    ['400: park it with the reason', answer(400, '{"title":"no"}'), park('put-refused', { status: 400, detail: 'no' })],
    ['401', answer(401), park('put-refused', { status: 401, detail: '' })],
    [
      'a redirect: refused, not followed',
      answer(307, '', { location: 'https://x/' }),
      park('redirect-refused', { location: 'https://x/' }),
    ],
    [
      '500: again, and it may have been taken',
      answer(500),
      { do: 'again', stage: 'unknown', fault: { code: 'http-status', values: { status: 500, detail: '' } } },
    ],
    ['no answer after it was sent', fault(true), { do: 'again', stage: 'unknown', fault: { code: 'timeout' } }],
    ['no connection', fault(false), { do: 'again', stage: 'unsent', fault: { code: 'timeout' } }],
  ])('%s', (_, exchange, step) => {
    expect(afterPut(exchange, token)).toEqual(step);
  });
});

describe('before a PUT whose earlier outcome is unknown', () => {
  it.each<[string, Look, Step]>([
    ['our token is there: delivered', signed(token), { do: 'delivered', proof: 'read-back' }],
    ['our key over other bytes: an alarm', signed(other), park('our-key-other-token')],
    ['a trusted key', signed(other, 'trusted'), park('signed-elsewhere-too')],
    ['a key that nobody named', signed(other, 'unknown'), park('unknown-signer')],
    ['gone: nobody can tell what became of it', gone, park('outcome-unknown-gone')],
    ['out of reach: look again first', lookFault, { do: 'again', stage: 'unknown', fault: { code: 'network' } }],
    ['confirmed and not signed: send the same bytes', seen('confirmed'), { do: 'send' }],
    ['with the same content', seen('confirmed', content), { do: 'send' }],
    ['waiting with the same content: the service will answer 409', seen('waiting', content), { do: 'send' }],
    ['with other content', seen('confirmed', subject.requestToken({ scope: 'phone' })), park('content-changed')],
    ['waiting with other content', seen('waiting', subject.requestToken({ scope: 'phone' })), park('content-changed')],
    ['with JSON, which can be a signed job as well', seen('waiting', statement), { do: 'send' }],
  ])('%s', (_, look, step) => {
    expect(beforeSend(look, token, content)).toEqual(step);
  });

  it('what was approved as a statement is compared with a statement', () => {
    expect(beforeSend(seen('waiting', statement), token, statement)).toEqual({ do: 'send' });
    expect(beforeSend(seen('waiting', '{"sub":"x"}'), token, statement)).toEqual(park('content-changed'));
  });
});

describe('after a 2xx', () => {
  it.each<[string, Look, boolean, Step]>([
    ['the same token is read back', signed(token), false, { do: 'delivered', proof: 'read-back' }],
    ['another token of ours', signed(other), true, park('our-key-other-token')],
    ['a token of an unknown key, whatever the answer held', signed(other, 'unknown'), true, park('unknown-signer')],
    ['it is forgotten, and the answer held our token', gone, true, { do: 'delivered', proof: 'answer' }],
    ['it is forgotten, and the answer held nothing', gone, false, { do: 'sent-not-proved' }],
    [
      'it answers JSON, and the answer held our token',
      seen('waiting', statement),
      true,
      { do: 'delivered', proof: 'answer' },
    ],
    ['it answers JSON, and the answer held nothing', seen('waiting', statement), false, { do: 'sent-not-proved' }],
    [
      'it is not to be seen yet',
      seen('confirmed'),
      true,
      { do: 'again', stage: 'accepted', fault: { code: 'not-taken' } },
    ],
    [
      'it still shows the request',
      seen('waiting', content),
      true,
      { do: 'again', stage: 'accepted', fault: { code: 'not-taken' } },
    ],
    ['it is out of reach', lookFault, true, { do: 'again', stage: 'accepted', fault: { code: 'network' } }],
  ])('%s', (_, look, answerProof, step) => {
    expect(afterReadBack(look, token, answerProof, 0)).toEqual(step);
  });

  it('six looks that do not show it are an alarm', () => {
    expect(afterReadBack(seen('confirmed'), token, true, 4)).toMatchObject({ do: 'again' });
    expect(afterReadBack(seen('confirmed'), token, true, 5)).toEqual(park('not-taken'));
  });
});

const anyToken = fc.constantFrom(token, other, content, `${token}A`, token.slice(0, -1));
const anyBody = fc.oneof(
  fc.constant(''),
  anyToken,
  fc.jsonValue().map((value) => JSON.stringify(value)),
  anyToken.map((jwt) => JSON.stringify({ jwt })),
  fc.string(),
);
const anyExchange: fc.Arbitrary<Exchange> = fc.oneof(
  fc.boolean().map(fault),
  fc.tuple(fc.integer({ min: 200, max: 599 }), anyBody).map(([status, body]) => answer(status, body)),
);
const anyLook: fc.Arbitrary<Look> = fc.oneof(
  fc.constant(gone),
  fc.constant(lookFault),
  fc
    .tuple(anyToken, fc.constantFrom('us' as const, 'trusted' as const, 'unknown' as const))
    .map(([found, by]) => signed(found, by)),
  fc
    .tuple(
      fc.constantFrom('waiting' as const, 'confirmed' as const),
      fc.option(fc.constantFrom(content, statement, other)),
    )
    .map(([phase, text]) => seen(phase, text)),
);

describe('whatever a service does', () => {
  it('a PUT alone never counts as delivered, and is never repeated without a look where it may have arrived', () => {
    fc.assert(
      fc.property(anyExchange, (exchange) => {
        const step = afterPut(exchange, token);
        expect(['send', 'delivered', 'sent-not-proved']).not.toContain(step.do);
        if (step.do === 'again' && step.stage === 'unsent') {
          expect(exchange.kind === 'fault' ? !exchange.sent : exchange.status === 429).toBe(true);
        }
        if (step.do === 'read-back' && step.answerProof) {
          expect(exchange.kind === 'answer' && exchange.body.includes(token)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('delivered means that the very token came back', () => {
    fc.assert(
      fc.property(anyLook, fc.boolean(), fc.integer({ min: 0, max: 9 }), (look, answerProof, reads) => {
        for (const step of [beforeSend(look, token, content), afterReadBack(look, token, answerProof, reads)]) {
          if (step.do !== 'delivered') continue;
          if (step.proof === 'answer') expect(answerProof).toBe(true);
          else expect(look).toMatchObject({ phase: 'signed', token });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('bytes go out again only while the service shows no token and no other content', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        if (beforeSend(look, token, content).do !== 'send') return;
        expect(look.kind === 'seen' && (look.phase === 'waiting' || look.phase === 'confirmed')).toBe(true);
        if ('content' in look && look.content?.kind === 'subject-token') expect(look.content.text).toBe(content);
      }),
      { numRuns: 1000 },
    );
  });

  it('a delivery that was parked, proved or given to a person sends nothing more', () => {
    // The outbox's own line of steps, with any service in the world at the other end.
    const anyService = fc.array(fc.tuple(anyExchange, anyLook), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(anyService, (turns) => {
        let stage: string = 'unsent';
        let answerProof = false;
        let ended = false;
        let mayHaveArrived = false;
        turns.forEach(([exchange, look], reads) => {
          if (ended) return;
          let step: Step = stage === 'accepted' ? { do: 'read-back', answerProof } : { do: 'send' };
          if (stage === 'unknown') step = beforeSend(look, token, content);
          if (step.do === 'send') {
            // Never blindly again: what may have arrived was looked for first.
            expect(mayHaveArrived && stage !== 'unknown').toBe(false);
            step = afterPut(exchange, token);
            mayHaveArrived = exchange.kind === 'answer' ? exchange.status !== 429 : exchange.sent;
          }
          if (step.do === 'read-back') {
            answerProof = step.answerProof;
            stage = 'accepted';
            step = afterReadBack(look, token, answerProof, reads);
          }
          expect(['send', 'read-back']).not.toContain(step.do);
          if (step.do === 'again') stage = step.stage;
          else ended = true;
        });
      }),
      { numRuns: 1000 },
    );
  });
});
