import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf, readBody, refusal, retryAfterMs } from '../../../main/jobs/wire.ts';
import { makeSubject } from '../../fakes/subject.ts';

const token = makeSubject('ada').requestToken();
const NOW = Date.parse('2026-11-02T09:00:00Z');
const answer = (status: number, body = '', location: string | null = null) => ({
  status,
  body,
  retryAfterMs: null,
  location,
});

describe('a body is read by what it is', () => {
  it.each<[string, string, object]>([
    ['a token', token, { is: 'token', token }],
    ['a token with white space around it', ` ${token}\r\n`, { is: 'token', token }],
    ['an unsecured token', 'e30.e30.', { is: 'token', token: 'e30.e30.' }],
    ['JSON that carries a token', JSON.stringify({ status: 'ready', jwt: token }), { is: 'token', token }],
    ['JSON that carries a token and claims', JSON.stringify({ sub: 'x', jwt: token }), { is: 'token', token }],
    ['JSON with claims', '{"sub":"x","exp":1}', { is: 'statement', text: '{"sub":"x","exp":1}' }],
    ['JSON with a subject that is no text', '{"sub":null}', { is: 'statement', text: '{"sub":null}' }],
    ['JSON that is about something else', '{"status":"waiting"}', { is: 'nothing' }],
    ['JSON with a jwt that is no text', '{"jwt":7}', { is: 'nothing' }],
    ['an empty body', '', { is: 'nothing' }],
    ['words', 'not found', { is: 'nothing' }],
    ['HTML', '<html><body>{"sub":"x"}</body></html>', { is: 'nothing' }],
    ['broken JSON', '{"sub":"x"', { is: 'nothing' }],
    ['a list', '[{"sub":"x"}]', { is: 'nothing' }],
    ['a token in quotes', JSON.stringify(token), { is: 'nothing' }],
  ])('%s', (_, body, expected) => {
    expect(readBody(body)).toEqual(expected);
  });

  it('SECURITY 15: JSON that cannot be read safely is content all the same, to be shown with its reason', () => {
    for (const text of ['{"sub":"a","sub":"b"}', '{"n":9007199254740993}', '{"a":"\\ud800"}', '{"a":-0}']) {
      expect(readBody(text)).toEqual({ is: 'statement', text });
    }
  });

  it('a __proto__ is no subject and no token', () => {
    expect(readBody('{"__proto__":{"sub":"x"}}')).toEqual({ is: 'nothing' });
    expect(readBody(`{"__proto__":{"jwt":"${token}"}}`)).toEqual({ is: 'nothing' });
  });

  it('never throws, and gives content that is part of the body to the letter', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const content = contentOf(readBody(body));
          if (content) expect(body.includes(content.text) || body.includes(JSON.stringify(content.text))).toBe(true);
        },
      ),
    );
  });

  it('becomes content by its kind', () => {
    expect(contentOf(readBody(token))).toEqual({ kind: 'subject-token', text: token });
    expect(contentOf(readBody('{"sub":"x"}'))).toEqual({ kind: 'service-statement', text: '{"sub":"x"}' });
    expect(contentOf(readBody('x'))).toBeNull();
  });
});

describe('Retry-After', () => {
  it.each<[string, string | null, number | null]>([
    ['nothing', null, null],
    ['seconds', '7', 7_000],
    ['seconds with white space', ' 7 ', 7_000],
    ['none to wait', '0', 0],
    ['an hour', '3600', 3_600_000],
    ['more than an hour, of which an hour is believed', '86400', 3_600_000],
    ['more seconds than any date', '99999999999999999999', 3_600_000],
    ['a date', 'Mon, 02 Nov 2026 09:00:30 GMT', 30_000],
    ['a date that is past', 'Mon, 02 Nov 2026 08:00:00 GMT', 0],
    ['a date far off', 'Tue, 02 Nov 2027 09:00:00 GMT', 3_600_000],
  ])('of %s', (_, header, pause) => {
    expect(retryAfterMs(header, NOW)).toBe(pause);
  });

  it.each(['', 'soon', 'soon 5', '-5', '1.5', '5s', '0x10', '1e3', 'NaN', 'Infinity', '7, 8', '１２'])(
    'of %j says nothing',
    (header) => {
      expect(retryAfterMs(header, NOW)).toBeNull();
    },
  );

  it('is null or between nothing and an hour, whatever a service writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (header) => {
          const pause = retryAfterMs(header, NOW);
          if (pause === null) return;
          expect(pause).toBeGreaterThanOrEqual(0);
          expect(pause).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });
});

describe('what went wrong', () => {
  it('is told from the status, with the words of the body quoted', () => {
    const body = JSON.stringify({ error: 7, type: 'https://x/errors/auth-error', title: 'No', detail: 'not you' });
    expect(refusal(answer(401, body))).toEqual({
      code: 'http-status',
      values: { status: 401, detail: 'No: not you: https://x/errors/auth-error' },
    });
  });

  it.each<[string, string, string]>([
    ['is missing', '', ''],
    ['is no JSON', ' <b>oh\n\n no</b> ', '<b>oh no</b>'],
    ['has no words', '{"error":1,"title":7,"detail":null}', ''],
    ['is a list', '["x"]', '["x"]'],
  ])('also where the body %s', (_, body, detail) => {
    expect(refusal(answer(503, body))).toEqual({ code: 'http-status', values: { status: 503, detail } });
  });

  it('quotes two hundred characters at most', () => {
    for (const body of ['x'.repeat(5000), JSON.stringify({ title: 'x'.repeat(5000) })]) {
      expect(refusal(answer(400, body)).values?.detail).toBe('x'.repeat(200));
    }
    expect(refusal(answer(307, '', `https://x/${'y'.repeat(5000)}`)).values?.location).toHaveLength(200);
  });

  it('has names of its own for a limit and for a redirect', () => {
    expect(refusal(answer(429, 'slow down'))).toEqual({ code: 'rate-limited' });
    expect(refusal(answer(302, '', 'https://evil.example/'))).toEqual({
      code: 'redirect-refused',
      values: { location: 'https://evil.example/' },
    });
    expect(refusal(answer(304))).toEqual({ code: 'redirect-refused', values: { location: '' } });
  });
});
