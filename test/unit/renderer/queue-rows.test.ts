import { describe, expect, it } from 'vitest';
import { notNarrowed, type QueuePage, type QueueQuery, type QueueRow } from '../../../preload/contract.ts';
import { chunkSize, QueueRows } from '../../../renderer/queue/queue-rows.ts';

const open: QueueQuery = { filter: 'open', ...notNarrowed };

const row = (index: number, word: string): QueueRow => ({
  jobId: `${word}-${index}`,
  status: 'ready',
  reason: null,
  scope: null,
  subject: null,
  value: null,
  flagged: false,
  fresh: index % 10 === 0,
  addedAt: 0,
  changedAt: 0,
  undoUntil: null,
});

class Desk {
  total = 100_000;
  word = 'first';
  failing = false;
  readonly asked: number[] = [];
  readonly queue = async (argument: { query: QueueQuery; offset: number; limit: number }): Promise<QueuePage> => {
    const { offset, limit } = argument;
    this.asked.push(offset);
    if (this.failing) throw new Error('away');
    const count = Math.max(0, Math.min(limit, this.total - offset));
    const rows = Array.from({ length: count }, (_, index) => row(offset + index, this.word));
    return { revision: 0, total: this.total, offset, rows, unindexed: 0 };
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the rows at hand', () => {
  it('asks only for what is on screen, once', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 12);
    rows.show(1, 13);
    await settled();
    rows.show(2, 14);
    await settled();
    expect(desk.asked).toEqual([0]);
    expect(rows.view().total).toBe(100_000);
    expect(rows.view().rowAt(3)?.jobId).toBe('first-3');
    expect(rows.view().rowAt(chunkSize)).toBeUndefined();
  });

  it('lets go of rows far from the screen', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 10);
    await settled();
    rows.show(90_000, 90_010);
    await settled();
    expect(rows.view().rowAt(90_005)?.jobId).toBe('first-90005');
    expect(rows.view().rowAt(0)).toBeUndefined();
  });

  it('keeps the old rows after a change until the new ones have come', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 10);
    await settled();
    desk.word = 'second';
    rows.renew(2);
    expect(rows.view().rowAt(0)?.jobId).toBe('first-0');
    await settled();
    expect(rows.view().rowAt(0)?.jobId).toBe('second-0');
  });

  it('asks again when the queue changed while an answer was on its way', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 10);
    rows.renew(2);
    desk.word = 'second';
    await settled();
    await settled();
    expect(desk.asked).toEqual([0, 0]);
    expect(rows.view().rowAt(0)?.jobId).toBe('second-0');
  });

  it('finds a job that has changed its place', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(60, 70);
    await settled();
    expect(rows.view().indexOf('first-64')).toBe(64);
    expect(rows.view().indexOf('first-1')).toBeUndefined();
  });

  it('tells where a job stands now, and not where it stood among rows that are not on screen any more', async () => {
    const order = Array.from({ length: 200 }, (_, index) => `job-${index}`);
    const rows = new QueueRows(open, 1, async ({ offset, limit }) => ({
      revision: 0,
      total: order.length,
      offset,
      rows: order.slice(offset, offset + limit).map((jobId) => ({ ...row(1, ''), jobId })),
      unindexed: 0,
    }));
    rows.show(60, 70);
    await settled();
    rows.show(0, 10);
    await settled();
    order.unshift(...order.splice(64, 1));
    rows.renew(2);
    await settled();
    expect(rows.view().rowAt(0)?.jobId).toBe('job-64');
    expect(rows.view().indexOf('job-64')).toBe(0);
  });

  it('says that it failed, keeps what it had, and recovers with the next change', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 10);
    await settled();
    desk.failing = true;
    rows.renew(2);
    await settled();
    expect(rows.view().failure).toBeInstanceOf(Error);
    expect(rows.view().rowAt(0)?.jobId).toBe('first-0');
    desk.failing = false;
    rows.renew(3);
    await settled();
    expect(rows.view().failure).toBeNull();
  });

  it('finds a job that is far from the screen, and gives up where it is not in the list', async () => {
    const desk = new Desk();
    desk.total = 1_200;
    const rows = new QueueRows(open, 1, desk.queue);
    expect(await rows.find(({ jobId }) => jobId === 'first-1103')).toBe(1_103);
    expect(await rows.find(({ jobId }) => jobId === 'second-1')).toBeNull();
  });

  it('does not read the whole of a very long queue to find a job', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    expect(await rows.find(({ jobId }) => jobId === 'first-60000')).toBeNull();
    expect(Math.max(...desk.asked)).toBeLessThan(10_000);
  });

  it('keeps the old rows while something else is looked for, and then has nothing of them', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(0, 10);
    await settled();
    desk.word = 'found';
    desk.total = 1;
    const search = { ...open, search: 'a' };
    rows.turn(search);
    expect(rows.view()).toMatchObject({ query: open, total: 100_000 });
    await settled();
    expect(rows.view()).toMatchObject({ query: search, total: 1 });
    expect(rows.view().rowAt(0)?.jobId).toBe('found-0');
    expect(rows.view().indexOf('first-1')).toBeUndefined();
  });

  it('answers what was typed last, and asks for one thing at a time', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    for (const search of ['a', 'ad', 'ada']) rows.turn({ ...open, search });
    await settled();
    await settled();
    expect(rows.view().query.search).toBe('ada');
    expect(desk.asked.length).toBeLessThanOrEqual(2);
  });

  it('comes to rest where the list has become shorter than where it was looked at', async () => {
    const desk = new Desk();
    const rows = new QueueRows(open, 1, desk.queue);
    rows.show(500, 510);
    await settled();
    for (const total of [120, 0]) {
      desk.total = total;
      rows.renew(total + 2);
      await settled();
      await settled();
      expect(rows.view().total).toBe(total);
    }
    expect(desk.asked.length).toBeLessThan(8);
  });
});
