import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInboxFile } from '../../../main/intake/inbox-file.ts';
import { parseIntake } from '../../../main/intake/parse.ts';
import { makeSubject } from '../../fakes/subject.ts';

const A = 'AbCdEfGhIjKlMnOpQr_-';
const B = 'B'.repeat(20);
const token = makeSubject('ada').requestToken();

function read(name: string, content: string | Buffer) {
  const file = readInboxFile(name, Buffer.from(content as string));
  return 'reason' in file ? file.reason : { unit: file.unit, entries: [...file.entries] };
}
const json = (content: unknown) => read('jobs.json', JSON.stringify(content));
const taken = (...lines: string[]) => ({
  unit: 'entry',
  entries: lines.map((line, index) => ({ at: index + 1, line })),
});

describe('a text file', () => {
  it('is its lines, whatever ends them; blank ones count and give nothing', () => {
    expect(read('jobs.txt', `${A}\r\n\n\r  hello \n${B} ${token}\r\n`)).toEqual({
      unit: 'line',
      entries: [
        { at: 1, line: A },
        { at: 4, line: 'hello' },
        { at: 5, line: `${B} ${token}` },
      ],
    });
    expect(read('JOBS.TXT', A)).toEqual({ unit: 'line', entries: [{ at: 1, line: A }] });
  });

  it('may begin with a byte order mark, of UTF-8 or of UTF-16 as Windows writes it', () => {
    for (const bytes of [Buffer.from(`\ufeff${A}\r\n`), Buffer.from(`\ufeff${A}\r\n`, 'utf16le')]) {
      expect(read('jobs.txt', bytes)).toEqual({ unit: 'line', entries: [{ at: 1, line: A }] });
    }
  });

  it('is refused whole where it is no text, or nothing', () => {
    expect(read('jobs.txt', Buffer.from([0x41, 0xc3, 0x28]))).toEqual({ code: 'inbox-not-text' });
    expect(read('jobs.txt', Buffer.from([0xff, 0xfe, 0x00, 0xd8]))).toEqual({ code: 'inbox-not-text' });
    for (const nothing of ['', '\ufeff', ' \r\n\t\n'])
      expect(read('jobs.txt', nothing)).toEqual({ code: 'inbox-empty' });
  });

  it('gives the very lines that pasting it would, by the same numbers', () => {
    const piece = fc.oneof(fc.constantFrom(A, '\n', '\r', '\r\n', ' ', 'hello', '\u2028'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('').toWellFormed().replaceAll('\ufeff', '');
        const file = read('x.txt', text);
        const lines = 'code' in file ? [] : file.entries;
        const refusedWhenPasted = parseIntake(text, 'https://scope.example').flatMap((line) =>
          'reason' in line ? [line.line] : [],
        );
        const refusedHere = lines.flatMap((entry) =>
          'line' in entry && parseIntake(entry.line, 'https://scope.example').some((line) => 'reason' in line)
            ? [entry.at]
            : [],
        );
        expect(refusedHere).toEqual(refusedWhenPasted);
        for (const entry of lines) if ('line' in entry) expect(entry.line).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a JSON file', () => {
  it('holds IDs, or jobs with or without their request tokens', () => {
    expect(json({ jobs: [A, B] })).toEqual(taken(A, B));
    expect(json([A, B])).toEqual(taken(A, B));
    expect(json({ job: A, token })).toEqual(taken(`${A} ${token}`));
    expect(json({ job: A, status: 'waiting' })).toEqual(taken(A));
    expect(json([{ job: A, token }, { job: B }])).toEqual(taken(`${A} ${token}`, B));
  });

  it.each<[string, string, string]>([
    ['is no JSON', '{jobs: []}', 'json-syntax'],
    ['was cut off', `{"jobs":["${A}"`, 'json-syntax'],
    ['names something twice', `{"job":"${A}","job":"${B}"}`, 'json-duplicate-key'],
    ['holds a word', '"hello"', 'inbox-json-shape'],
    ['holds jobs that are no list', `{"jobs":"${A}"}`, 'inbox-json-shape'],
    ['names something unknown beside the jobs', `{"jobs":["${A}"],"token":"x"}`, 'inbox-unknown-name'],
    ['names no job', '[]', 'inbox-empty'],
    ['names no job in its list', '{"jobs":[]}', 'inbox-empty'],
  ])('is refused whole where it %s', (_, content, code) => {
    expect(read('jobs.json', content)).toMatchObject({ code });
  });

  it('says in which line a mistake lies', () => {
    expect(read('jobs.json', `[\n"${A}",\n]`)).toMatchObject({ code: 'json-syntax', values: { line: 3 } });
  });

  it('gives the entries that are jobs and refuses the others one by one', () => {
    const file = json([
      A,
      'hello',
      7,
      null,
      [A],
      {},
      { job: A, jobz: 1 },
      { job: A, token: 'x' },
      `${A}\n${B}`,
      { job: `${A} x` },
      B,
    ]);
    expect(
      'entries' in file && file.entries.map((entry) => ('line' in entry ? entry.line : entry.reason.code)),
    ).toEqual([
      A,
      'inbox-no-job-id',
      'inbox-json-entry',
      'inbox-json-entry',
      'inbox-json-entry',
      'inbox-no-job-id',
      'inbox-unknown-name',
      'token-malformed',
      'inbox-no-job-id',
      'inbox-no-job-id',
      B,
    ]);
    expect('entries' in file && file.entries[6]).toMatchObject({ at: 7, reason: { values: { name: 'jobz' } } });
  });

  it('never gives anything but an ID, alone or with a token, whatever it holds', () => {
    const entry = fc.oneof(
      fc.constant(A),
      fc.jsonValue(),
      fc.record({
        job: fc.oneof(fc.constant(A), fc.jsonValue()),
        token: fc.oneof(fc.constant('a.b.c'), fc.string(), fc.jsonValue()),
      }),
    );
    const content = fc.oneof(fc.array(entry), entry, fc.record({ jobs: fc.oneof(fc.array(entry), fc.jsonValue()) }));
    fc.assert(
      fc.property(content, (value) => {
        const file = json(value);
        if ('code' in file) return;
        for (const one of file.entries)
          if ('line' in one) expect(one.line).toMatch(/^[\w-]{20}( [\w-]+\.[\w-]+\.[\w-]*)?$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a token file', () => {
  it('is a request token of the job that the file is named by', () => {
    expect(read(`${A}.jwt`, `${token}\n`)).toEqual({ unit: 'line', entries: [{ at: 1, line: `${A} ${token}` }] });
    expect(read(`${A}.JWT`, token)).toMatchObject({ unit: 'line' });
  });

  it.each([
    ['ada.jwt', token, 'inbox-token-name'],
    [`${A} (1).jwt`, token, 'inbox-token-name'],
    [`${A}\n.jwt`, token, 'inbox-token-name'],
    [`${A}.jwt.jwt`, token, 'inbox-token-name'],
    [`${A}.jwt`, A, 'inbox-no-token'],
    [`${A}.jwt`, `${token}\n${token}`, 'inbox-no-token'],
    [`${A}.jwt`, JSON.stringify({ jwt: token }), 'inbox-no-token'],
  ])('is refused as %j where it does not say both', (name, content, code) => {
    expect(read(name, content)).toEqual({ code });
  });
});
