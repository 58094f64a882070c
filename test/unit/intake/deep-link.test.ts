import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeepLink } from '../../../main/intake/deep-link.ts';

const ID = 'AbCdEfGhIjKlMnOp_-09';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const anId = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 20, maxLength: 20 });

const reasonOf = (text: string): string | null => {
  const link = parseDeepLink(text);
  return 'reason' in link ? link.reason.code : null;
};

describe('SECURITY 26: a link to a job', () => {
  it('names the job, and the service where it tells', () => {
    expect(parseDeepLink(`countersign://job/${ID}`)).toEqual({ jobId: ID, service: null });
    expect(parseDeepLink(`countersign://job/${ID}?service=Acme`)).toEqual({ jobId: ID, service: 'Acme' });
    expect(parseDeepLink(`countersign://job/${ID}?service=B%C3%BCro%20%26%20S%C3%B6hne`)).toEqual({
      jobId: ID,
      service: 'Büro & Söhne',
    });
    expect(parseDeepLink(`countersign://job/${ID}?service=a+b`)).toEqual({ jobId: ID, service: 'a+b' });
  });

  it('may have been changed on its way as browsers and desktops do, the ID never', () => {
    for (const link of [`COUNTERSIGN://job/${ID}`, `countersign://JOB/${ID}`, `Countersign://Job/${ID}/`]) {
      expect(parseDeepLink(link)).toEqual({ jobId: ID, service: null });
    }
    expect(parseDeepLink(`countersign://job/${ID}/?service=Acme`)).toEqual({ jobId: ID, service: 'Acme' });
  });

  it.each([
    ['nothing', '', 'link-malformed'],
    ['another scheme', `https://job/${ID}`, 'link-malformed'],
    ['no authority', `countersign:job/${ID}`, 'link-malformed'],
    ['one slash', `countersign:/job/${ID}`, 'link-malformed'],
    ['text before it', ` countersign://job/${ID}`, 'link-malformed'],
    ['a line end after it', `countersign://job/${ID}\n`, 'link-malformed'],
    ['a control character', `countersign://job/${ID}?service=a\u0007`, 'link-malformed'],
    ['a letter that is not ASCII', `countersign://job/${ID}?service=Büro`, 'link-malformed'],
    ['a NUL', `countersign://job/${ID}\u0000`, 'link-malformed'],
    ['another host', `countersign://approve/${ID}`, 'link-names-no-job'],
    ['no host', `countersign:///${ID}`, 'link-names-no-job'],
    ['credentials', `countersign://me:secret@job/${ID}`, 'link-names-no-job'],
    ['a port', `countersign://job:80/${ID}`, 'link-names-no-job'],
    ['an encoded host', `countersign://j%6fb/${ID}`, 'link-names-no-job'],
    ['no job', 'countersign://job/', 'link-names-no-job'],
    ['no path', 'countersign://job', 'link-names-no-job'],
    ['a job of another shape', `countersign://job/${ID}x`, 'link-names-no-job'],
    ['a longer path', `countersign://job/${ID}/approve`, 'link-names-no-job'],
    ['a path that climbs', `countersign://job/../${ID}`, 'link-names-no-job'],
    ['two slashes', `countersign://job//${ID}`, 'link-names-no-job'],
    ['two slashes at its end', `countersign://job/${ID}//`, 'link-names-no-job'],
    ['an encoded letter', `countersign://job/%41${ID.slice(1)}`, 'link-names-no-job'],
    ['a fragment', `countersign://job/${ID}#top`, 'link-has-extras'],
    ['an empty fragment', `countersign://job/${ID}#`, 'link-has-extras'],
    ['an empty query', `countersign://job/${ID}?`, 'link-has-extras'],
    ['another parameter', `countersign://job/${ID}?approve=yes`, 'link-has-extras'],
    ['two parameters', `countersign://job/${ID}?service=a&service=b`, 'link-has-extras'],
    ['a second parameter', `countersign://job/${ID}?service=a&x=1`, 'link-has-extras'],
    ['a parameter in upper case', `countersign://job/${ID}?SERVICE=a`, 'link-has-extras'],
    ['a parameter without a value', `countersign://job/${ID}?service`, 'link-has-extras'],
    ['an empty name', `countersign://job/${ID}?service=`, 'link-service-malformed'],
    ['a damaged percent sign', `countersign://job/${ID}?service=%4`, 'link-service-malformed'],
    ['bytes that are no UTF-8', `countersign://job/${ID}?service=%ff%fe`, 'link-service-malformed'],
    ['an encoded control character', `countersign://job/${ID}?service=a%0Ab`, 'link-service-malformed'],
    ['an encoded line separator', `countersign://job/${ID}?service=a%E2%80%A8b`, 'link-service-malformed'],
    ['a name of 81 characters', `countersign://job/${ID}?service=${'a'.repeat(81)}`, 'link-service-malformed'],
    ['too many characters', `countersign://job/${ID}?service=${'%61'.repeat(700)}`, 'link-too-long'],
  ])('is refused with %s', (_what, text, code) => {
    expect(reasonOf(text)).toBe(code);
  });

  it('counts characters of a name as people do, not bytes', () => {
    const name = '😀'.repeat(80);
    expect(parseDeepLink(`countersign://job/${ID}?service=${encodeURIComponent(name)}`)).toEqual({
      jobId: ID,
      service: name,
    });
  });
});

describe('SECURITY 26: whatever text it is given', () => {
  it('gives a job and a name that were in it, or a reason, and never throws', () => {
    const pieces = fc.constantFrom(
      'countersign',
      ':',
      '//',
      '/',
      'job',
      'JOB',
      ID,
      '?',
      'service=',
      '&',
      '#',
      '@',
      '%',
      '%2F',
      '..',
      'é',
      '\n',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.oneof({ weight: 5, arbitrary: pieces }, { weight: 1, arbitrary: fc.string({ maxLength: 5 }) }))
        .map((all) => all.join('')),
      fc.array(pieces).map((all) => `countersign://job/${ID}${all.join('')}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        const link = parseDeepLink(given);
        if ('reason' in link) {
          expect(link.reason.code).toMatch(/^link-[a-z-]+$/);
          return;
        }
        expect(given).toContain(link.jobId);
        const rest = given.slice(given.indexOf(link.jobId) + 20);
        expect(rest).toMatch(link.service === null ? /^\/?$/ : /^\/?\?service=[^&=#\s]+$/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads back every link that is written as it should be', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter(
        (text) =>
          text.isWellFormed() &&
          [...text].length <= 80 &&
          !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) &&
          encodeURIComponent(text).length < 1_900,
      );
    fc.assert(
      fc.property(anId, name, (jobId, service) => {
        expect(parseDeepLink(`countersign://job/${jobId}`)).toEqual({ jobId, service: null });
        expect(parseDeepLink(`countersign://job/${jobId}?service=${encodeURIComponent(service)}`)).toEqual({
          jobId,
          service,
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
