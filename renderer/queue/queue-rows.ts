import type { QueuePage, QueueQuery, QueueRow } from '../../preload/contract.ts';

/** Rows come in chunks of this many; one or two of them cover what a window shows. */
export const chunkSize = 50;
/** So many chunks around the visible ones stay at hand; the queue itself may hold 100,000 jobs. */
const keptAround = 4;
/** So many chunks are asked for at once: what is on screen changes as a whole, or not at all. */
const askedAtOnce = 10;
/** A job further down than this is not looked for: the whole of a long queue would have to be read. */
const soughtAmong = 10_000;
const soughtAtOnce = 500;
/** A range of more rows is as long as this: no more can be selected anyway. */
const longestRange = 1_000;

type Fetch = (argument: { query: QueueQuery; offset: number; limit: number }) => Promise<QueuePage>;

export interface RowsView {
  /** What these rows were asked for by, which a newer query may have overtaken. */
  readonly query: QueueQuery;
  /** Null until the first answer. */
  readonly total: number | null;
  /** Jobs that a search may have missed. */
  readonly unindexed: number;
  readonly failure: unknown;
  readonly rowAt: (index: number) => QueueRow | undefined;
  /** Where a job stands, if it is among the rows at hand. */
  readonly indexOf: (jobId: string) => number | undefined;
}

/**
 * The rows of a query that are on screen and a little around them. After a change, and while a search is typed, the old
 * rows stay until the new ones have come, so that the list never blinks.
 */
export class QueueRows {
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  readonly #chunks = new Map<number, { readonly stamp: number; readonly rows: readonly QueueRow[] }>();
  #query: QueueQuery;
  #revision: number;
  /** Grows with every revision and every query: tells what is at hand from what has to be asked for. */
  #stamp = 0;
  #asking = false;
  #visible: readonly [first: number, last: number] = [0, 0];
  #view: RowsView;

  constructor(query: QueueQuery, revision: number, fetch: Fetch) {
    this.#query = query;
    this.#revision = revision;
    this.#fetch = fetch;
    this.#view = {
      query,
      total: null,
      unindexed: 0,
      failure: null,
      rowAt: () => undefined,
      indexOf: () => undefined,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A new object after every change, and only then. */
  readonly view = (): RowsView => this.#view;

  /** The rows that are on screen now, by index; asks for what is missing or old among them. */
  show(first: number, last: number): void {
    this.#visible = [Math.floor(Math.max(0, first) / chunkSize), Math.floor(Math.max(0, last) / chunkSize)];
    void this.#ask();
  }

  /** The queue has changed: what is on screen is asked for again. */
  renew(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#stamp += 1;
    void this.#ask();
  }

  /** Something else is looked for: its first rows are asked for, wherever the list stands. */
  turn(query: QueueQuery): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#stamp += 1;
    this.#visible = [0, 0];
    void this.#ask();
  }

  /** Where the first row that is meant stands, however far from the screen; null where it is not among the first 10,000. */
  async find(meant: (row: QueueRow) => boolean): Promise<number | null> {
    for (let offset = 0; offset < soughtAmong; offset += soughtAtOnce) {
      const page = await this.#fetch({ query: this.#query, offset, limit: soughtAtOnce });
      const place = page.rows.findIndex(meant);
      if (place >= 0) return offset + place;
      if (offset + soughtAtOnce >= page.total) return null;
    }
    return null;
  }

  /** The jobs from one to another, both among them; the second alone where the first is not in the list. */
  async between(from: string, to: string): Promise<readonly string[]> {
    const [first, last] = [
      await this.find(({ jobId }) => jobId === from),
      await this.find(({ jobId }) => jobId === to),
    ];
    if (first === null || last === null) return [to];
    const jobIds: string[] = [];
    const [start, end] = [Math.min(first, last), Math.min(Math.max(first, last), Math.min(first, last) + longestRange)];
    for (let offset = start; offset <= end; offset += soughtAtOnce) {
      const page = await this.#fetch({ query: this.#query, offset, limit: Math.min(soughtAtOnce, end - offset + 1) });
      jobIds.push(...page.rows.map(({ jobId }) => jobId));
    }
    return first <= last ? jobIds : jobIds.reverse();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let range = this.#wanted(); range; range = this.#wanted()) {
      if (!(await this.#load(...range))) break;
    }
    this.#asking = false;
  }

  /** The first and the last of the visible chunks that are missing or old. */
  #wanted(): [first: number, last: number] | null {
    const [first, last] = this.#visible;
    const chunks = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const wanted = chunks.filter((chunk) => this.#chunks.get(chunk)?.stamp !== this.#stamp);
    const [begin] = wanted;
    return begin === undefined ? null : [begin, Math.min(wanted.at(-1) ?? begin, begin + askedAtOnce - 1)];
  }

  /** False when it failed; it is tried again with the next change. */
  async #load(first: number, last: number): Promise<boolean> {
    const [stamp, query] = [this.#stamp, this.#query];
    try {
      const page = await this.#fetch({ query, offset: first * chunkSize, limit: (last - first + 1) * chunkSize });
      // Somebody types on: what was found meanwhile is an answer to nothing that is asked any more.
      if (query !== this.#query) return true;
      if (query !== this.#view.query) this.#chunks.clear();
      for (let chunk = first; chunk <= last; chunk += 1) {
        const from = (chunk - first) * chunkSize;
        // Kept under the stamp that was asked for: a change that came meanwhile makes it old at once.
        this.#chunks.set(chunk, { stamp, rows: page.rows.slice(from, from + chunkSize) });
      }
      this.#forget(page.total);
      this.#announce({ total: page.total, unindexed: page.unindexed, failure: null });
      return true;
    } catch (failure) {
      this.#announce({ ...this.#view, failure });
      return stamp !== this.#stamp;
    }
  }

  #forget(total: number): void {
    const [first, last] = this.#visible;
    const end = Math.max(0, Math.ceil(total / chunkSize) - 1);
    for (const chunk of this.#chunks.keys()) {
      if (chunk > end || chunk < first - keptAround || chunk > last + keptAround) this.#chunks.delete(chunk);
    }
    // A list that became shorter than where it was looked at would otherwise be asked for what it has no more.
    if (last > end) this.#visible = [Math.min(first, end), end];
  }

  #announce({ total, unindexed, failure }: Pick<RowsView, 'total' | 'unindexed' | 'failure'>): void {
    const chunks = new Map(this.#chunks);
    const rowAt = (index: number) => chunks.get(Math.floor(index / chunkSize))?.rows[index % chunkSize];
    // A job that moved may still stand in an older chunk, off the screen, where it stood before.
    const newestFirst = [...chunks].sort(([, a], [, b]) => b.stamp - a.stamp);
    const indexOf = (jobId: string) => {
      for (const [chunk, { rows }] of newestFirst) {
        const place = rows.findIndex((row) => row.jobId === jobId);
        if (place >= 0) return chunk * chunkSize + place;
      }
      return undefined;
    };
    this.#view = {
      query: failure === null ? this.#query : this.#view.query,
      total,
      unindexed,
      failure,
      rowAt,
      indexOf,
    };
    for (const listener of this.#listeners) listener();
  }
}
