import { useEffect, useRef, useState } from 'react';
import { useAuthority } from '../service.tsx';
import { type Added, addInChunks, type Progress } from './adding.ts';

interface Adding {
  /** Null when nothing is under way. */
  readonly progress: Progress | null;
  /** Gives null where another text is under way. */
  readonly add: (text: string) => Promise<Added | null>;
  readonly stop: () => void;
}

/** Adding as a dialog shows it. It stops with its dialog: the next chunk could meet another desk. */
export function useAdding(): Adding {
  const authority = useAuthority();
  const [progress, setProgress] = useState<Progress | null>(null);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);

  const add = async (text: string) => {
    if (underWay.current) return null;
    const control = new AbortController();
    underWay.current = control;
    const added = await addInChunks(text, {
      add: authority.addJobs,
      onProgress: setProgress,
      signal: control.signal,
    });
    underWay.current = null;
    setProgress(null);
    return added;
  };

  return { progress, add, stop: () => underWay.current?.abort() };
}
