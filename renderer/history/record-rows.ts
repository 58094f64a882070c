import type { RecordEntry, RecordPage, RecordQuery } from '../../preload/contract.ts';

/** So many rows around the visible ones are asked for with them. */
const around = 50;
/** Rows further from the visible ones than this are not kept: the record may have half a million. */
const kept = 500;
/** Most that main gives at once. */
const mostAtOnce = 500;

type Fetch = (argument: { query: RecordQuery; from: number; limit: number }) => Promise<RecordPage>;

/** An entry in its row; null for one whose number is in the record and which the file does not have. */
export interface RecordRow {
  readonly number: number;
  readonly entry: RecordEntry | null;
}

export interface RecordView {
  /** What these rows were asked for by, which a newer query may have overtaken. */
  readonly query: RecordQuery;
  /** Tells one list from another; null until the first answer. */
  readonly list: number | null;
  readonly total: number;
  /** How many rows came above those that the list began with. A row's index less this is its place, which stays. */
  readonly newer: number;
  readonly looked: RecordPage['looked'];
  readonly failure: unknown;
  readonly rowAt: (index: number) => RecordRow | undefined;
}

/** The rows of the record that are on screen and a little around them; the old ones stay until the new ones have come. */
export class RecordRows {
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  /** By their places. */
  readonly #rows = new Map<number, RecordRow>();
  #query: RecordQuery;
  #due = true;
  #asking = false;
  #visible: readonly [first: number, last: number] = [0, 0];
  #view: RecordView;

  constructor(query: RecordQuery, fetch: Fetch) {
    this.#query = query;
    this.#fetch = fetch;
    this.#view = { query, list: null, total: 0, newer: 0, looked: null, failure: null, rowAt: () => undefined };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A new object after every change, and only then. */
  readonly view = (): RecordView => this.#view;

  /** The rows that are on screen now, by index; asks for what is missing among them. */
  show(first: number, last: number): void {
    this.#visible = [first, last];
    void this.#ask();
  }

  /** The record has grown, or more of it was looked at. */
  renew(): void {
    this.#due = true;
    void this.#ask();
  }

  /** Something else is looked for: its first rows are asked for, wherever the list stands. */
  turn(query: RecordQuery): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#visible = [0, 0];
    this.renew();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#due || this.#isMissing()) {
      this.#due = false;
      if (!(await this.#load())) break;
    }
    this.#asking = false;
  }

  #isMissing(): boolean {
    const { total, rowAt } = this.#view;
    const [first, last] = this.#visible;
    for (let index = first; index <= Math.min(last, total - 1); index += 1) if (!rowAt(index)) return true;
    return false;
  }

  /** False when it failed; it is tried again with the next change. */
  async #load(): Promise<boolean> {
    const query = this.#query;
    const [first, last] = this.#visible;
    const from = Math.max(0, first - around);
    try {
      const page = await this.#fetch({ query, from, limit: Math.min(mostAtOnce, last + around + 1 - from) });
      // Somebody types on: what was found meanwhile is an answer to nothing that is asked any more.
      if (query !== this.#query) return true;
      if (page.list !== this.#view.list) this.#rows.clear();
      const entries = new Map(page.entries.map((entry) => [entry.number, entry]));
      for (const [at, number] of page.numbers.entries()) {
        this.#rows.set(page.place + at, { number, entry: entries.get(number) ?? null });
      }
      this.#forget(page.newer);
      this.#announce(query, page);
      return page.numbers.length > 0 || !this.#isMissing();
    } catch (failure) {
      this.#view = { ...this.#view, failure };
      this.#tell();
      return query !== this.#query;
    }
  }

  #forget(newer: number): void {
    const [first, last] = this.#visible;
    for (const place of this.#rows.keys()) {
      const index = place + newer;
      if (index < first - kept || index > last + kept) this.#rows.delete(place);
    }
  }

  #announce(query: RecordQuery, { list, newer, older, looked }: RecordPage): void {
    const rows = new Map(this.#rows);
    this.#view = {
      query,
      list,
      total: newer + older,
      newer,
      looked,
      failure: null,
      rowAt: (index) => rows.get(index - newer),
    };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
