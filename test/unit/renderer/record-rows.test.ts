import { describe, expect, it } from 'vitest';
import { type RecordEntry, type RecordPage, type RecordQuery, wholeRecord } from '../../../preload/contract.ts';
import { RecordRows } from '../../../renderer/history/record-rows.ts';

const entryOf = (number: number): RecordEntry => ({
  form: 2,
  number,
  at: number,
  monotonic: number,
  event: 'approved',
  jobId: null,
  operator: 'tester',
  kid: null,
  detail: '{}',
  personal: '{}',
  values: '{}',
  hash: '00',
});

/** A record of so many entries, as main gives it. */
class Main {
  asked: { from: number; limit: number }[] = [];
  newer = 0;
  list = 1;
  gone = 0;
  constructor(readonly older: number) {}

  readonly history = async (argument: { query: RecordQuery; from: number; limit: number }): Promise<RecordPage> => {
    const { from, limit } = argument;
    this.asked.push({ from, limit });
    const place = from - this.newer;
    const numbers = Array.from(
      { length: Math.max(0, Math.min(limit, this.older - place)) },
      (_, at) => this.older - place - at,
    );
    const entries = numbers.filter((number) => number !== this.gone).map(entryOf);
    return { list: this.list, newer: this.newer, older: this.older, looked: null, place, numbers, entries };
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the rows of the record', () => {
  it('are read where they are looked at, and only a few of them are kept', async () => {
    const main = new Main(500_000);
    const rows = new RecordRows(wholeRecord, main.history);
    rows.show(0, 30);
    await settled();
    expect(rows.view().total).toBe(500_000);
    expect(rows.view().rowAt(0)?.number).toBe(500_000);
    rows.show(400_000, 400_030);
    await settled();
    expect(rows.view().rowAt(400_010)).toEqual({ number: 99_990, entry: entryOf(99_990) });
    expect(rows.view().rowAt(0)).toBeUndefined();
    expect(Math.max(...main.asked.map(({ limit }) => limit))).toBeLessThan(500);
    const asked = main.asked.length;
    rows.show(400_005, 400_040);
    await settled();
    expect(main.asked.length).toBe(asked);
  });

  it('keep their places when others come in above them', async () => {
    const main = new Main(1_000);
    const rows = new RecordRows(wholeRecord, main.history);
    rows.show(100, 120);
    await settled();
    main.newer = 3;
    rows.renew();
    await settled();
    expect(rows.view()).toMatchObject({ total: 1_003, newer: 3 });
    expect(rows.view().rowAt(113)?.number).toBe(890);
  });

  it('are all new in another list', async () => {
    const main = new Main(100);
    const rows = new RecordRows(wholeRecord, main.history);
    rows.show(0, 10);
    await settled();
    main.list = 2;
    rows.turn({ ...wholeRecord, search: 'x' });
    await settled();
    expect(rows.view()).toMatchObject({ list: 2, query: { search: 'x' } });
  });

  it('show the number of an entry that is gone', async () => {
    const main = new Main(5);
    main.gone = 3;
    const rows = new RecordRows(wholeRecord, main.history);
    rows.show(0, 4);
    await settled();
    expect(rows.view().rowAt(2)).toEqual({ number: 3, entry: null });
  });

  it('stay, and say why, when they could not be read again', async () => {
    const main = new Main(5);
    let fails = false;
    const rows = new RecordRows(wholeRecord, (argument) =>
      fails ? Promise.reject(new Error('out of reach')) : main.history(argument),
    );
    rows.show(0, 4);
    await settled();
    fails = true;
    rows.renew();
    await settled();
    expect(rows.view().failure).toBeInstanceOf(Error);
    expect(rows.view().rowAt(0)?.number).toBe(5);
    fails = false;
    rows.renew();
    await settled();
    expect(rows.view().failure).toBeNull();
  });
});
