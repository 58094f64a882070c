import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LINES, parseIntake } from '../../../main/intake/parse.ts';
import { isJobId } from '../../../main/jobs/job.ts';
import { makeSubject } from '../../fakes/subject.ts';

const SERVICE = 'https://scope.example/api';
const ID = 'AbCdEfGhIjKlMnOpQr_-';
const token = makeSubject('ada').requestToken();
const outcome = (line: string, service = SERVICE) => {
  const [one] = parseIntake(line, service);
  if (!one) return 'nothing';
  return 'reason' in one ? one.reason.code : one;
};
const taken = (promise: string | null = null) => ({ jobId: ID, promise });

describe('a job ID', () => {
  it('is exactly twenty characters of the one alphabet', () => {
    for (const text of [ID, '0'.repeat(20), '_-'.repeat(10)]) expect(isJobId(text)).toBe(true);
    for (const text of [
      '',
      ID.slice(1),
      `${ID}A`,
      `${ID}\n`,
      `${ID.slice(1)}.`,
      `${ID.slice(1)}/`,
      `${ID.slice(1)}é`,
      `${ID.slice(1)}%`,
    ]) {
      expect(isJobId(text)).toBe(false);
    }
  });
});

describe('a pasted line', () => {
  it.each<[string, string, unknown]>([
    ['an ID', ID, taken()],
    ['an ID with white space around it', `  ${ID}\t`, taken()],
    ['a link to the service', `${SERVICE}/scope/${ID}`, taken()],
    ['a link with a slash at its end', `${SERVICE}/scope/${ID}/`, taken()],
    ['a link that names the default port', `https://scope.example:443/api/scope/${ID}`, taken()],
    ['a link in other letters', `HTTPS://SCOPE.example/api/scope/${ID}`, taken()],
    ['an ID and its request token', `${ID} ${token}`, taken(token)],
    ['a link and its request token', `${SERVICE}/scope/${ID}\t${token}`, taken(token)],
    ['an ID, a comma, its request token', `${ID},${token}`, taken(token)],
    ['nothing', '', 'nothing'],
    ['spaces', ' \t ', 'nothing'],
    ['a word', 'hello', 'not-a-job'],
    ['an ID that is too short', ID.slice(1), 'not-a-job'],
    ['an ID that is too long', `${ID}A`, 'not-a-job'],
    ['two IDs on a line', `${ID} ${ID}`, 'two-jobs-in-a-line'],
    ['an ID and something that is no token', `${ID} e30.e30`, 'token-malformed'],
    ['three things', `${ID} ${token} ${token}`, 'not-a-job'],
    ['a token alone, which names no job', token, 'token-names-no-job'],
    ['an unsecured token alone', 'e30.e30.', 'token-names-no-job'],
    ['a token that is too long', `${ID} ${'e'.repeat(256 * 1024 + 1)}`, 'token-too-long'],
    ["another service's link", `https://other.example/api/scope/${ID}`, 'other-service'],
    ["another port's link", `https://scope.example:444/api/scope/${ID}`, 'other-service'],
    ['a link without TLS', `http://scope.example/api/scope/${ID}`, 'other-service'],
    ['a link to another folder of the service', `https://scope.example/scope/${ID}`, 'other-service'],
    ['a link into a folder below', `${SERVICE}/v2/scope/${ID}`, 'other-service'],
    ['a link that climbs out', `${SERVICE}/x/../../evil/scope/${ID}`, 'other-service'],
    ['a link whose host only looks like it', `https://scope.example.evil.example/api/scope/${ID}`, 'other-service'],
    ['a link with the service as its user', `https://scope.example@evil.example/api/scope/${ID}`, 'other-service'],
    ['a link to no job', `${SERVICE}/scope/`, 'not-a-job'],
    ['a link to something below a job', `${SERVICE}/scope/${ID}/x`, 'not-a-job'],
    ['a link with an escaped ID', `${SERVICE}/scope/%41bCdEfGhIjKlMnOpQr_-`, 'not-a-job'],
    ['a script', `javascript:alert(1)//scope/${ID}`, 'not-a-job'],
    ['a file', `file:///api/scope/${ID}`, 'not-a-job'],
  ])('%s', (_, line, expected) => {
    expect(outcome(line)).toEqual(expected);
  });

  it('may lead to a service at the root of its host', () => {
    expect(outcome(`https://scope.example/scope/${ID}`, 'https://scope.example')).toEqual(taken());
    expect(outcome(`http://127.0.0.1:8080/scope/${ID}`, 'http://127.0.0.1:8080')).toEqual(taken());
  });

  it.each<[string, unknown]>([
    [`countersign://job/${ID}`, taken()],
    [`COUNTERSIGN://JOB/${ID}/ ${token}`, taken(token)],
    [`countersign://job/${ID}?service=City%20Hall`, taken()],
    [`countersign://job/${ID}?service=Elsewhere`, 'link-other-service'],
    [`countersign://job/${ID}?approve=1`, 'link-has-extras'],
    [`countersign://approve/${ID}`, 'link-names-no-job'],
    ['countersign://job/', 'link-names-no-job'],
  ])('may be a link of our own: %s', (line, expected) => {
    const [one] = parseIntake(line, SERVICE, 'City Hall');
    expect(one && 'reason' in one ? one.reason.code : one).toEqual(expected);
  });

  it('is refused where a link of our own names a service and ours has no name', () => {
    expect(outcome(`countersign://job/${ID}?service=Anything`)).toBe('link-other-service-unnamed');
    expect(outcome(`countersign://job/${ID}?service=`)).toBe('link-service-malformed');
  });

  it("names the other service's address in the reason", () => {
    expect(parseIntake(`https://other.example/scope/${ID}`, SERVICE)).toEqual([
      {
        line: 1,
        text: `https://other.example/scope/${ID}`,
        reason: { code: 'other-service', values: { address: 'https://other.example' } },
      },
    ]);
  });
});

describe('a pasted text', () => {
  it('is read line by line, whatever ends the lines; blank ones pass and still count', () => {
    expect(parseIntake(`${ID}\r\n\n\rhello\n${ID} ${token}\r\n`, SERVICE)).toEqual([
      taken(),
      { line: 4, text: 'hello', reason: { code: 'not-a-job' } },
      taken(token),
    ]);
  });

  it('is read up to its ten thousandth line; every one after is refused, none is dropped in silence', () => {
    const lines = parseIntake(`${ID}\n`.repeat(MOST_LINES + 2), SERVICE);
    expect(lines).toHaveLength(MOST_LINES + 2);
    expect(lines[MOST_LINES - 1]).toEqual(taken());
    expect(lines[MOST_LINES]).toMatchObject({ line: MOST_LINES + 1, reason: { code: 'too-many-lines' } });
    expect(lines[MOST_LINES + 1]).toMatchObject({ line: MOST_LINES + 2, reason: { code: 'too-many-lines' } });
  });

  it('quotes two hundred characters of a refused line, no more', () => {
    const [refused] = parseIntake('x'.repeat(100_000), SERVICE);
    expect(refused).toMatchObject({ text: 'x'.repeat(200) });
  });

  it('gives only IDs of the one shape and promises of the one shape, and answers for every line', () => {
    const piece = fc.oneof(
      fc.constantFrom(ID, token, `${SERVICE}/scope/${ID}`, ' ', ',', '\n', 'https://', '/scope/', '%0a'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const lines = parseIntake(text, SERVICE);
        const meant = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
        expect(lines).toHaveLength(meant.length);
        for (const line of lines) {
          if ('reason' in line) continue;
          expect(isJobId(line.jobId)).toBe(true);
          if (line.promise !== null) expect(line.promise).toMatch(/^[\w-]+\.[\w-]+\.[\w-]*$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
