import { useCallback, useEffect, useRef, useState } from 'react';
import { type AuthorityRefusal, asRefusal } from './bridge.ts';

interface Request {
  /** Runs one request at a time; gives its answer, or null when it failed or another one is under way. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly busy: boolean;
  readonly refusal: AuthorityRefusal | null;
  readonly clear: () => void;
}

/** A request that a person starts: whether it is under way, and what came in its way. */
export function useRequest(): Request {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AuthorityRefusal | null>(null);
  const underWay = useRef(false);

  const run = useCallback(async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (underWay.current) return null;
    underWay.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      return await work();
    } catch (thrown) {
      setRefusal(asRefusal(thrown));
      return null;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }, []);

  const clear = useCallback(() => setRefusal(null), []);
  return { run, busy, refusal, clear };
}

interface Reading<T> {
  readonly value: T | null;
  readonly refusal: AuthorityRefusal | null;
  readonly again: () => void;
}

/** Reads something when shown, and again whenever `revision` has grown; the last value stays while it does. */
export function useReading<T>(read: () => Promise<T>, revision: number): Reading<T> {
  const [state, setState] = useState<{ value: T | null; refusal: AuthorityRefusal | null }>({
    value: null,
    refusal: null,
  });
  const newest = useRef(0);
  const reader = useRef(read);
  reader.current = read;

  const again = useCallback(() => {
    const mine = ++newest.current;
    reader.current().then(
      (value) => {
        if (mine === newest.current) setState({ value, refusal: null });
      },
      (thrown) => {
        if (mine === newest.current) setState((held) => ({ ...held, refusal: asRefusal(thrown) }));
      },
    );
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read again
  useEffect(again, [again, revision]);
  return { ...state, again };
}
