import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Snapshot } from '../preload/contract.ts';
import { type AuthorityRefusal, asRefusal, authority, subscribe } from './bridge.ts';
import { setClock } from './clock.ts';
import { speak, spoken } from './words/index.ts';

type Known = { readonly snapshot: Snapshot | null; readonly refusal: AuthorityRefusal | null };

const Snapshots = createContext<Known>({ snapshot: null, refusal: null });

/** Holds the newest snapshot: the one asked for at the start, then each one that main announces. */
export function SnapshotProvider({ children }: { readonly children: ReactNode }) {
  const [known, setKnown] = useState<Known>({ snapshot: null, refusal: null });

  useEffect(() => {
    let over = false;
    let announced = false;
    let newest: Snapshot | null = null;
    const show = (snapshot: Snapshot) => {
      if (!over && snapshot === newest) setKnown({ snapshot, refusal: null });
    };
    const take = (snapshot: Snapshot) => {
      if (over) return;
      setClock(snapshot.now);
      newest = snapshot;
      if (snapshot.locale === spoken()) return show(snapshot);
      // Shown once there are words for it; where they can't be had, there are the English ones.
      const shown = () => show(snapshot);
      speak(snapshot.locale).then(shown, shown);
    };
    const end = subscribe((snapshot) => {
      announced = true;
      take(snapshot);
    });
    authority.snapshot(null).then(
      (snapshot) => {
        // An announcement that came in meanwhile is newer than this answer.
        if (!announced) take(snapshot);
      },
      (thrown) => {
        if (!over && !announced) setKnown({ snapshot: null, refusal: asRefusal(thrown) });
      },
    );
    return () => {
      over = true;
      end();
    };
  }, []);

  return <Snapshots value={known}>{children}</Snapshots>;
}

export const useKnown = (): Known => useContext(Snapshots);

/** The newest snapshot; only for parts that are shown once there is one. */
export function useSnapshot(): Snapshot {
  const { snapshot } = useKnown();
  if (!snapshot) throw new Error('Shown before the first snapshot.');
  return snapshot;
}
