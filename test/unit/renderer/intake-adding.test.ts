import { describe, expect, it } from 'vitest';
import type { AddAnswer } from '../../../preload/contract.ts';
import { addInChunks, chunkLines, countLines, type Progress } from '../../../renderer/intake/adding.ts';

const jobs = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `job${String(from + index).padStart(17, '0')}`);

/** An authority as far as adding goes: it knows what it was given, and refuses what is no job. */
class Desk {
  readonly jobs = new Set<string>();
  readonly calls: string[] = [];
  failAt = Number.POSITIVE_INFINITY;

  readonly addJobs = async ({ text }: { readonly text: string }): Promise<AddAnswer> => {
    if (this.calls.length === this.failAt) throw new Error('not ready');
    this.calls.push(text);
    const added: string[] = [];
    const known: string[] = [];
    const refused: AddAnswer['refused'][number][] = [];
    for (const [index, line] of text.split('\n').entries()) {
      if (!/^[\w-]{20}$/.test(line)) refused.push({ line: index + 1, text: line, reason: { code: 'not-a-job' } });
      else if (this.jobs.has(line)) known.push(line);
      else added.push(line);
      this.jobs.add(line);
    }
    return { added, known, refused: refused.slice(0, 20), refusedLines: refused.map(({ line }) => line) };
  };
}

async function add(desk: Desk, text: string, stopAfter = Number.POSITIVE_INFINITY) {
  const control = new AbortController();
  const seen: Progress[] = [];
  const outcome = await addInChunks(text, {
    add: desk.addJobs,
    onProgress: (progress) => {
      seen.push(progress);
      if (progress.done >= stopAfter) control.abort();
    },
    signal: control.signal,
  });
  return { ...outcome, seen };
}

describe('adding many jobs', () => {
  it('sends a long list in chunks, one after another, and tells how far it is', async () => {
    const desk = new Desk();
    const outcome = await add(desk, jobs(1_001).join('\n'));
    expect(outcome).toMatchObject({ added: 1_001, known: 0, refusedCount: 0, unsent: 0, left: '', failure: null });
    expect(desk.calls).toHaveLength(Math.ceil(1_001 / chunkLines));
    expect(desk.jobs.size).toBe(1_001);
    expect(outcome.seen[0]).toEqual({ done: 0, total: 1_001 });
    expect(outcome.seen.map(({ done }) => done)).toEqual([0, 200, 400, 600, 800, 1_000, 1_001]);
  });

  it('counts an ID that comes again, in the same chunk or another one, as here already', async () => {
    const list = jobs(300);
    const outcome = await add(new Desk(), [...list, ...list, list[0]].join('\n'));
    expect(outcome).toMatchObject({ added: 300, known: 301, left: '' });
  });

  it('keeps refused lines as they were typed, numbered as they are left to be mended', async () => {
    const lines = jobs(450);
    lines[10] = '  not a job ';
    lines[430] = '\tneither';
    const outcome = await add(new Desk(), `\n\n${lines.join('\r\n')}`);
    expect(outcome.refused.map(({ line, text }) => [line, text])).toEqual([
      [1, 'not a job'],
      [2, 'neither'],
    ]);
    expect(outcome).toMatchObject({ added: 448, refusedCount: 2, left: '  not a job \n\tneither' });
  });

  it('counts every refused line, and keeps the reasons of the first', async () => {
    const outcome = await add(new Desk(), Array.from({ length: 5_000 }, (_, index) => `no job ${index}`).join('\n'));
    expect(outcome.refusedCount).toBe(5_000);
    expect(outcome.refused).toHaveLength(100);
    expect(countLines(outcome.left)).toBe(5_000);
  });

  it('stops between two chunks: what was taken stays taken, the rest is left', async () => {
    const desk = new Desk();
    const list = jobs(10_000);
    const outcome = await add(desk, list.join('\n'), 2_400);
    expect(outcome).toMatchObject({ added: 2_400, unsent: 7_600, failure: null });
    expect(outcome.left.split('\n')).toEqual(list.slice(2_400));
    expect(desk.jobs.size).toBe(2_400);
  });

  it('sends nothing where it was stopped before it began', async () => {
    const desk = new Desk();
    expect(await add(desk, jobs(3).join('\n'), 0)).toMatchObject({ added: 0, unsent: 3 });
    expect(desk.calls).toEqual([]);
  });

  it('leaves the chunk whose answer did not come, beside what was refused before it', async () => {
    const desk = new Desk();
    desk.failAt = 2;
    const list = jobs(1_000);
    list[3] = 'not a job';
    const outcome = await add(desk, list.join('\n'));
    expect(outcome).toMatchObject({ added: 399, unsent: 600, refusedCount: 1, failure: new Error('not ready') });
    expect(outcome.left.split('\n')).toEqual(['not a job', ...list.slice(400)]);
  });

  it('passes over blank lines and sends nothing for them', async () => {
    const desk = new Desk();
    expect(await add(desk, '\n \r\n\t\n')).toMatchObject({ added: 0, unsent: 0, left: '' });
    expect(desk.calls).toEqual([]);
  });

  it('takes a text of more than 8 MiB, no call longer than main allows', async () => {
    const desk = new Desk();
    const token = `e.${'x'.repeat(200_000)}.s`;
    const outcome = await add(desk, Array.from({ length: 60 }, (_, index) => `${jobs(1, index)} ${token}`).join('\n'));
    expect(outcome.refusedCount).toBe(60);
    expect(Math.max(...desk.calls.map((call) => call.length))).toBeLessThan(2 * 1024 * 1024);
    expect(desk.calls.length).toBeGreaterThan(8);
  });

  it('refuses a line that no call could carry by itself, and takes the others', async () => {
    const [first, second] = jobs(2);
    const endless = 'x'.repeat(9 * 1024 * 1024);
    const desk = new Desk();
    const outcome = await add(desk, [first, endless, second].join('\n'));
    expect(outcome).toMatchObject({ added: 2, refusedCount: 1, left: endless });
    expect(outcome.refused).toEqual([{ line: 1, text: 'x'.repeat(200), reason: { code: 'token-too-long' } }]);
  });

  it('works through a hundred thousand lines', async () => {
    const outcome = await add(new Desk(), jobs(100_000).join('\n'));
    expect(outcome).toMatchObject({ added: 100_000, left: '' });
    expect(outcome.seen).toHaveLength(501);
  });
});
