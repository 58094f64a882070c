import { useEffect, useRef, useState } from 'react';
import type { Health } from '../../preload/contract.ts';
import type { AuthorityRefusal } from '../bridge.ts';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';

const every = 10_000;
/** Each reading asks keychain and disk anew, so a stream of changes is followed at this pace. */
const pace = 1_000;

/** How well the app can work: read when shown, after every change, and every ten seconds. */
export function useHealth(revision: number): {
  readonly health: Health | null;
  readonly refusal: AuthorityRefusal | null;
} {
  const authority = useAuthority();
  const [beat, setBeat] = useState(0);
  const read = useRef({ at: performance.now(), revision });
  const { value, refusal } = useReading(() => authority.health(null), beat);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each beat sets the clock for the next one
  useEffect(() => {
    const next = () => {
      read.current = { at: performance.now(), revision };
      setBeat((was) => was + 1);
    };
    const since = performance.now() - read.current.at;
    const due = read.current.revision === revision ? every : pace;
    const timer = setTimeout(next, Math.max(0, due - since));
    return () => clearTimeout(timer);
  }, [revision, beat]);
  return { health: value, refusal };
}
