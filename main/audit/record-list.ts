import type { RecordPage, RecordQuery } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import type { AuditLog } from './audit-log.ts';
import { conditionOf, type RecordCondition } from './record-condition.ts';

/** The record as a list that any part of can be had of, however long it is, while it goes on. */
export interface RecordLists {
  /** Part of the list of the query, `from` entries below its newest. One list is held: another query begins another. */
  page(query: RecordQuery, from: number, limit: number): RecordPage;
  /** Looks at nothing more. */
  stop(): void;
}

/** So many numbers are looked at between two breaths: a few milliseconds' worth, also where all of their texts are searched. */
const SLICE = 1_000;

/** The numbers that a query lists. */
interface List {
  readonly id: number;
  readonly query: string;
  /** The newest number when the list began. */
  readonly top: number;
  /** Numbers above `top`, the oldest first, and those up to it, the newest first. */
  readonly newer: { readonly count: number; at(place: number): number };
  readonly older: { readonly count: number; at(place: number): number };
  /** Looks at one slice more below `top`; false once there is none. */
  look(): boolean;
  /** Looks at what was added since. */
  follow(newest: number): void;
  looked(): RecordPage['looked'];
}

export function listRecord(parts: {
  readonly database: Database;
  readonly record: Pick<AuditLog, 'these'>;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}): RecordLists {
  const { database, record, clock, onFault } = parts;
  let lists = 0;
  let list: List | null = null;
  let callOff = () => {};

  const newestNumber = (): number => {
    const [row] = database.all('SELECT max(number) AS number FROM record');
    return (row as { number: number | null }).number ?? 0;
  };

  const numbersIn = ({ sql, values }: RecordCondition, after: number, upTo: number): number[] =>
    database
      .all(`SELECT number FROM record WHERE number > ? AND number <= ?${sql} ORDER BY number`, after, upTo, ...values)
      .map((row) => (row as { number: number }).number);

  const begin = (query: RecordQuery, name: string): List => {
    lists += 1;
    const condition = conditionOf(query);
    const top = newestNumber();
    return condition.sql === ''
      ? wholeList(lists, name, top)
      : foundList(lists, name, top, query.jobId !== '', (after, upTo) => numbersIn(condition, after, upTo));
  };

  /** Goes on looking by itself until all was looked at, so that whoever scrolls or waits finds it done. */
  const goOn = (of: List) => {
    callOff = clock.after(0, () => {
      try {
        if (list === of && of.look()) goOn(of);
      } catch (fault) {
        onFault(fault);
      }
    });
  };

  return {
    page: (query, from, limit) => {
      const name = JSON.stringify(query);
      if (list?.query !== name) {
        callOff();
        list = begin(query, name);
        // What the first slice finds is shown at once.
        if (list.look()) goOn(list);
      }
      list.follow(newestNumber());
      const { newer, older } = list;
      const place = from - newer.count;
      const end = Math.min(place + limit, older.count);
      const numbers: number[] = [];
      for (let at = place; at < end; at += 1) numbers.push(at < 0 ? newer.at(-1 - at) : older.at(at));
      return {
        list: list.id,
        newer: newer.count,
        older: older.count,
        looked: list.looked(),
        place,
        numbers,
        entries: record.these(numbers),
      };
    },
    stop: () => {
      callOff();
      list = null;
    },
  };
}

/** The whole record is what its numbers say: one whose entry is gone keeps its place, so that it is missed. */
function wholeList(id: number, query: string, top: number): List {
  let newest = top;
  return {
    id,
    query,
    top,
    newer: {
      get count() {
        return newest - top;
      },
      at: (place) => top + 1 + place,
    },
    older: { count: top, at: (place) => top - place },
    look: () => false,
    follow: (number) => {
      newest = Math.max(newest, number);
    },
    looked: () => null,
  };
}

/** @param atOnce whether an index leads to all of it */
function foundList(
  id: number,
  query: string,
  top: number,
  atOnce: boolean,
  numbersIn: (after: number, upTo: number) => number[],
): List {
  const newer: number[] = [];
  const older: number[] = [];
  let [down, up, end] = [top, top, top];
  return {
    id,
    query,
    top,
    newer: {
      get count() {
        return newer.length;
      },
      at: (place) => newer[place] as number,
    },
    older: {
      get count() {
        return older.length;
      },
      at: (place) => older[place] as number,
    },
    look: () => {
      const after = atOnce ? 0 : Math.max(0, down - SLICE);
      for (const number of numbersIn(after, down).reverse()) older.push(number);
      down = after;
      return down > 0;
    },
    follow: (newest) => {
      end = Math.max(end, newest);
      // What is left of it is looked at with the next call.
      const upTo = atOnce ? end : Math.min(end, up + SLICE);
      newer.push(...numbersIn(up, upTo));
      up = upTo;
    },
    looked: () => (down === 0 && up === end ? null : { done: up - down, total: end }),
  };
}
