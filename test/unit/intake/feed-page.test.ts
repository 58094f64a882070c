import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeedPage } from '../../../main/intake/feed-page.ts';
import { isJobId } from '../../../main/jobs/job.ts';

const PAGE = 'https://feed.example/jobs?from=1';
const A = 'AbCdEfGhIjKlMnOpQr_-';
const B = 'B'.repeat(20);

function read(body: string) {
  const page = readFeedPage(body, PAGE);
  return 'problem' in page ? page.problem : { entries: [...page.entries], next: page.next };
}
const jobs = (...jobIds: string[]) => jobIds.map((jobId) => ({ jobId }));

describe('a page of a feed', () => {
  it.each<[string, string, unknown]>([
    ['an object of IDs', JSON.stringify({ jobs: [A, B], next: null }), { entries: jobs(A, B), next: null }],
    ['an object without a next page', JSON.stringify({ jobs: [A] }), { entries: jobs(A), next: null }],
    ['an object over several lines', JSON.stringify({ jobs: [A] }, null, 2), { entries: jobs(A), next: null }],
    ['an object without jobs in it', '{"jobs":[]}', { entries: [], next: null }],
    ['nothing at all, which is no line', '\n', { entries: [], next: null }],
    ['one line', `"${A}"`, { entries: jobs(A), next: null }],
    ['one line that is an object', `{"job":"${A}"}\n`, { entries: jobs(A), next: null }],
    ['lines of both kinds', `"${A}"\r\n\r\n {"job":"${B}"}\n`, { entries: jobs(A, B), next: null }],
    ['a relative next page', `{"jobs":[],"next":"?from=2"}`, { entries: [], next: 'https://feed.example/jobs?from=2' }],
    [
      'an absolute next page',
      `{"jobs":[],"next":"https://feed.example/b#x"}`,
      { entries: [], next: 'https://feed.example/b' },
    ],
  ])('may be %s', (_, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['a page of HTML', '<!doctype html><title>Log in</title>', 'feed-malformed'],
    ['a list', `["${A}"]`, 'feed-malformed'],
    ['a number', '7', 'feed-malformed'],
    ['jobs that are no list', `{"jobs":"${A}"}`, 'feed-malformed'],
    ['no jobs', '{"next":null}', 'feed-malformed'],
    ['a page that was cut off', `{"jobs":["${A}"`, 'feed-malformed'],
    ['a name that is not known', `{"jobs":[],"jobz":[]}`, 'feed-unknown-name'],
    ['a name of the language', `{"jobs":[],"__proto__":[]}`, 'feed-unknown-name'],
    ['the same name twice', `{"jobs":[],"jobs":["${A}"]}`, 'json-duplicate-key'],
  ])('is refused whole where it is %s', (_, body, code) => {
    expect(read(body)).toMatchObject({ code });
  });

  it('gives the entries that are jobs and quotes the others', () => {
    expect(read(JSON.stringify({ jobs: [A, `${A}x`, 7, { job: B }, null, B] }))).toEqual({
      entries: [
        ...jobs(A),
        { refused: `"${A}x"` },
        { refused: '7' },
        { refused: `{"job":"${B}"}` },
        { refused: 'null' },
        ...jobs(B),
      ],
      next: null,
    });
    expect(read(`"${A}"\nnot json\n{"job":"${B}","x":1}\n{"job":7}\n"${B}"`)).toEqual({
      entries: [
        ...jobs(A),
        { refused: 'not json' },
        { refused: `{"job":"${B}","x":1}` },
        { refused: '{"job":7}' },
        ...jobs(B),
      ],
      next: null,
    });
  });

  it.each([
    ['http://feed.example/b', 'feed-next-refused'],
    ['https://feed.example:444/b', 'feed-next-refused'],
    ['https://feed.example.evil.example/b', 'feed-next-refused'],
    ['//evil.example/b', 'feed-next-refused'],
    ['https://feed.example@evil.example/', 'feed-next-refused'],
    ['https://user:pass@feed.example/b', 'feed-next-refused'],
    ['javascript:alert(1)', 'feed-next-refused'],
    ['file:///etc/passwd', 'feed-next-refused'],
    ['https://', 'feed-next-malformed'],
    ['', 'feed-next-malformed'],
    [`/${'x'.repeat(3_000)}`, 'feed-next-malformed'],
    [7, 'feed-next-malformed'],
    [{}, 'feed-next-malformed'],
  ])('keeps its jobs when its next page is %j, which is not asked for', (next, code) => {
    expect(read(JSON.stringify({ jobs: [A], next }))).toMatchObject({ entries: jobs(A), next: { code } });
  });

  it('never gives anything but job IDs and pages of its own origin, whatever it holds', () => {
    const entry = fc.oneof(fc.constant(A), fc.jsonValue(), fc.string());
    const next = fc.oneof(
      fc.constantFrom('/b', '..', '//evil.example', 'https://evil.example/'),
      fc.webUrl(),
      fc.jsonValue(),
    );
    const body = fc.oneof(
      fc.record({ jobs: fc.array(entry), next }, { requiredKeys: ['jobs'] }).map((page) => JSON.stringify(page)),
      fc
        .array(
          fc.oneof(
            entry.map((value) => JSON.stringify(value)),
            fc.string(),
          ),
        )
        .map((lines) => lines.join('\n')),
      fc.string(),
    );
    fc.assert(
      fc.property(body, (text) => {
        const page = read(text);
        if ('code' in page) return;
        for (const one of page.entries) if ('jobId' in one) expect(isJobId(one.jobId)).toBe(true);
        if (typeof page.next === 'string') expect(new URL(page.next).origin).toBe('https://feed.example');
      }),
      { numRuns: 1_000 },
    );
  });
});
