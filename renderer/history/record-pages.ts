import { useCallback, useEffect, useRef, useState } from 'react';
import type { RecordEntry } from '../../preload/contract.ts';
import { type AuthorityRefusal, asRefusal } from '../bridge.ts';
import { useAuthority } from '../service.tsx';
import { type Pages, withNewest } from './newest.ts';

const pageSize = 100;
/** The record grows with every step of every job; following it is done at this pace. */
const pace = 500;

interface RecordPages {
  /** Null until the first answer. */
  readonly entries: readonly RecordEntry[] | null;
  readonly more: boolean;
  readonly refusal: AuthorityRefusal | null;
  readonly loadMore: () => void;
}

/** The record, the newest entry first, followed as it grows and read further back on demand. */
export function useRecordPages(revision: number): RecordPages {
  const authority = useAuthority();
  const [held, setHeld] = useState<Pages>({ entries: null, more: false });
  const [refusal, setRefusal] = useState<AuthorityRefusal | null>(null);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  const busy = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read the top again
  useEffect(() => {
    let over = false;
    const read = async () => {
      readAt.current = performance.now();
      try {
        const newest = await authority.history({ before: null, limit: pageSize });
        if (over) return;
        setHeld((was) => withNewest(was, newest));
        setRefusal(null);
      } catch (thrown) {
        if (!over) setRefusal(asRefusal(thrown));
      }
    };
    const timer = setTimeout(read, Math.max(0, readAt.current + pace - performance.now()));
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [revision]);

  const before = held.entries?.at(-1)?.number ?? null;
  const loadMore = useCallback(async () => {
    if (busy.current || before === null) return;
    busy.current = true;
    try {
      const older = await authority.history({ before, limit: pageSize });
      setHeld((was) => ({ entries: [...(was.entries ?? []), ...older.entries], more: older.more }));
      setRefusal(null);
    } catch (thrown) {
      setRefusal(asRefusal(thrown));
    } finally {
      busy.current = false;
    }
  }, [before, authority.history]);

  return { ...held, refusal, loadMore };
}
