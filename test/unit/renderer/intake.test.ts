import { describe, expect, it } from 'vitest';
import { type DroppedFile, largestFile, readDropped, readText } from '../../../renderer/intake/dropped.ts';
import { materialIn, tokenIn } from '../../../renderer/intake/material.ts';
import { makeSubject } from '../../fakes/subject.ts';

const token = makeSubject('intake').requestToken();
const jobId = 'abcdefghij_-56789012';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>): DroppedFile => new File([content], name);

describe('what a text is', () => {
  it('is a token where it is one compact JWT, however a mail program broke it into lines', () => {
    expect(materialIn(`\n ${token}\n`)).toEqual({ kind: 'token', token });
    expect(tokenIn(token.replace(/(.{60})/g, '$1\r\n'))).toBe(token);
    expect(tokenIn(`${token.split('.').slice(0, 2).join('.')}.`)).not.toBeNull();
  });

  it.each([
    ['a host name', 'scope.example.org'],
    ['a job and its token', `${jobId} ${token}`],
    ['two tokens', `${token}\n${token}`],
    ['a header that is no JSON object', 'W10.e30.x'],
    ['nothing', ''],
  ])('is no token where it is %s', (_, text) => {
    expect(tokenIn(text)).toBeNull();
    expect(materialIn(text)).toEqual({ kind: 'lines', lines: text.split('\n') });
  });

  it.each([
    ['{"jobs": ["a", "b"]}', ['a', 'b']],
    ['["a", {"job": "b", "token": "t"}, {"job": "c"}]', ['a', 'b t', 'c']],
    ['{"job": "a", "token": "t"}', ['a t']],
    ['\n{"jobs": [{"job": "a", "token": "t"}]}\n', ['a t']],
  ])('reads the JSON %s', (text, lines) => {
    expect(materialIn(text)).toEqual({ kind: 'lines', lines });
  });

  it.each([
    '{"jobs": []}',
    '[]',
    '{}',
    '[1]',
    '[["a"]]',
    '[null]',
    '["a b"]',
    '["a\\nb"]',
    '{"job": "a", "token": "t u"}',
    '{"job": "a", "tokn": "t"}',
    '{"jobs": ["a"], "next": "https://elsewhere.example.org"}',
    '{"job": 1}',
    '{"__proto__": {"job": "a"}}',
    '["a",]',
    '[broken',
  ])('does not guess at the JSON %s', (text) => {
    expect(materialIn(text)).toEqual({ kind: 'unknown-form' });
  });
});

describe('what is dropped or pasted', () => {
  it('opens a request where it is one token, and adds everything else', async () => {
    expect(await readDropped([file('request.jwt', token)])).toEqual({ kind: 'request', token });
    expect(readText(token)).toEqual({ kind: 'request', token });
    expect(readText(`${jobId}\n`)).toEqual({ kind: 'jobs', text: `${jobId}\n`, refused: [] });
    expect(readText(' \n')).toBeNull();
  });

  it('takes a token for the promise of the job that its file is named after', async () => {
    const files = [file(`${jobId}.jwt`, `${token}\n`), file(`${jobId}.txt`, token), file(jobId, token)];
    for (const one of files) {
      expect(await readDropped([one])).toEqual({ kind: 'jobs', text: `${jobId} ${token}`, refused: [] });
    }
  });

  it('puts several files together, in their order', async () => {
    const files = [file('a.txt', 'one\ntwo\n'), file('b.json', '{"jobs": ["three"]}'), file(`${jobId}.jwt`, token)];
    expect(await readDropped(files)).toEqual({
      kind: 'jobs',
      text: `one\ntwo\n\nthree\n${jobId} ${token}`,
      refused: [],
    });
  });

  it('names every file that it does not take, with the reason, and takes the others', async () => {
    const gone: DroppedFile = { name: 'folder', size: 0, arrayBuffer: () => Promise.reject(new Error('gone')) };
    const gift = await readDropped([
      file('photo.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47])),
      file('nul.txt', 'a\0b'),
      file('large.txt', 'x'.repeat(largestFile + 1)),
      file('empty.txt', ' \n'),
      gone,
      file('other.json', '{"hello": "world"}'),
      file('loose.jwt', token),
      file('list.txt', jobId),
    ]);
    expect(gift).toEqual({
      kind: 'jobs',
      text: jobId,
      refused: [
        { name: 'photo.png', fault: 'not-text' },
        { name: 'nul.txt', fault: 'not-text' },
        { name: 'large.txt', fault: 'too-large' },
        { name: 'empty.txt', fault: 'empty' },
        { name: 'folder', fault: 'unreadable' },
        { name: 'other.json', fault: 'unknown-form' },
        { name: 'loose.jwt', fault: 'names-no-job' },
      ],
    });
  });

  it('never reads a file that is too large', async () => {
    let read = false;
    const arrayBuffer = async () => {
      read = true;
      return new ArrayBuffer(0);
    };
    const gift = await readDropped([{ name: 'disk.img', size: largestFile + 1, arrayBuffer }]);
    expect(gift).toEqual({ kind: 'jobs', text: '', refused: [{ name: 'disk.img', fault: 'too-large' }] });
    expect(read).toBe(false);
  });

  it('does not take the words of a file for its own', async () => {
    expect(await readDropped([file('a.txt', 'empty')])).toEqual({ kind: 'jobs', text: 'empty', refused: [] });
  });

  it('reads lists with a byte order mark, as Windows programs save them', async () => {
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${jobId}\r\n`, 'utf16le'));
    expect(await readDropped([file('a.txt', utf16)])).toMatchObject({ text: `${jobId}\r\n`.replace('\r\n', '\n') });
    expect(await readDropped([file('a.txt', `\ufeff${jobId}`)])).toMatchObject({ text: jobId });
  });

  it('takes a hundred thousand lines from one file', async () => {
    const gift = await readDropped([file('a.txt', `${jobId}\n`.repeat(100_000))]);
    expect(gift).toMatchObject({ kind: 'jobs' });
  });
});
