import type { QueuePage, QueueQuery, QueueRow } from '../../preload/contract.ts';

/** Rows come in chunks of this many; one or two of them cover what a window shows. */
export const chunkSize = 50;
/** So many chunks around the visible ones stay at hand; the queue itself may hold 100,000 jobs. */
const keptAround = 4;
/** A job further down than this is not looked for: the whole of a long queue would have to be read. */
const soughtAmong = 10_000;
const soughtAtOnce = 500;

type Fetch = (argument: { query: QueueQuery; offset: number; limit: number }) => Promise<QueuePage>;

export interface RowsView {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly failure: unknown;
  readonly rowAt: (index: number) => QueueRow | undefined;
  /** Where a job stands, if it is among the rows at hand. */
  readonly indexOf: (jobId: string) => number | undefined;
}

/**
 * The rows of one query that are on screen and a little around them. After a change the old rows stay until the new
 * ones have come, so that the list never blinks.
 */
export class QueueRows {
  readonly #query: QueueQuery;
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  readonly #chunks = new Map<number, { readonly revision: number; readonly rows: readonly QueueRow[] }>();
  readonly #underWay = new Set<number>();
  #revision: number;
  #visible: readonly [first: number, last: number] = [0, 0];
  #total: number | null = null;
  #view: RowsView = {
    total: null,
    failure: null,
    rowAt: () => undefined,
    indexOf: () => undefined,
  };

  constructor(query: QueueQuery, revision: number, fetch: Fetch) {
    this.#query = query;
    this.#revision = revision;
    this.#fetch = fetch;
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
    this.#ask();
  }

  /** The queue has changed: what is on screen is asked for again. */
  renew(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#ask();
  }

  /** Where a job stands, however far from the screen; null where it is not among the first 10,000. */
  async find(jobId: string): Promise<number | null> {
    const near = this.#view.indexOf(jobId);
    if (near !== undefined) return near;
    for (let offset = 0; offset < soughtAmong; offset += soughtAtOnce) {
      const page = await this.#fetch({ query: this.#query, offset, limit: soughtAtOnce });
      const place = page.rows.findIndex((row) => row.jobId === jobId);
      if (place >= 0) return offset + place;
      if (offset + soughtAtOnce >= page.total) return null;
    }
    return null;
  }

  #ask(): void {
    const [first, last] = this.#visible;
    for (let chunk = first; chunk <= last; chunk += 1) {
      if (this.#chunks.get(chunk)?.revision === this.#revision || this.#underWay.has(chunk)) continue;
      this.#underWay.add(chunk);
      void this.#load(chunk);
    }
  }

  async #load(chunk: number): Promise<void> {
    const revision = this.#revision;
    let failure: unknown = null;
    try {
      const page = await this.#fetch({ query: this.#query, offset: chunk * chunkSize, limit: chunkSize });
      this.#total = page.total;
      // Kept under the revision that was asked for: a change that came meanwhile makes it old at once.
      this.#chunks.set(chunk, { revision, rows: page.rows });
      this.#forget();
    } catch (thrown) {
      failure = thrown;
    }
    this.#underWay.delete(chunk);
    this.#announce(failure);
    if (revision !== this.#revision) this.#ask();
  }

  #forget(): void {
    const [first, last] = this.#visible;
    const end = Math.ceil((this.#total ?? 0) / chunkSize);
    for (const chunk of this.#chunks.keys()) {
      if (chunk >= end || chunk < first - keptAround || chunk > last + keptAround) this.#chunks.delete(chunk);
    }
  }

  #announce(failure: unknown): void {
    const chunks = new Map(this.#chunks);
    const total = this.#total;
    const rowAt = (index: number) => chunks.get(Math.floor(index / chunkSize))?.rows[index % chunkSize];
    const indexOf = (jobId: string) => {
      for (const [chunk, { rows }] of chunks) {
        const place = rows.findIndex((row) => row.jobId === jobId);
        if (place >= 0) return chunk * chunkSize + place;
      }
      return undefined;
    };
    this.#view = { total, failure, rowAt, indexOf };
    for (const listener of this.#listeners) listener();
  }
}
