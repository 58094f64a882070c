import { useCallback, useState } from 'react';
import type { QueueQuery } from '../../preload/contract.ts';
import type { QueueRows } from '../queue/queue-rows.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { allOf, extended, nothing, type Picked, toggled } from './picked.ts';

export interface Picking {
  readonly picked: Picked;
  /** How many jobs of the list were ready when all of them were selected; null where they were selected by hand. */
  readonly among: number | null;
  /** Selects a job or lets go of it; or, with `range`, selects all from the one selected last to this one. */
  readonly pick: (jobId: string, range: boolean) => void;
  readonly pickReady: (query: QueueQuery) => void;
  readonly clear: () => void;
}

/** What is selected in the queue: by job ID, so that it outlives scrolling, new arrivals and another filter. */
export function usePicking(rows: QueueRows): Picking {
  const authority = useAuthority();
  const { run } = useRequest();
  const [picked, setPicked] = useState(nothing);
  const [among, setAmong] = useState<number | null>(null);

  const pick = useCallback(
    (jobId: string, range: boolean) => {
      setAmong(null);
      if (!range || picked.anchor === null) return setPicked((was) => toggled(was, jobId));
      void run(async () => {
        const jobIds = await rows.between(picked.anchor ?? jobId, jobId);
        setPicked((was) => extended(was, jobIds, jobId));
      });
    },
    [rows, picked.anchor, run],
  );

  const pickReady = (query: QueueQuery) =>
    void run(async () => {
      const { jobIds, total } = await authority.selectReady({ query });
      setPicked(allOf(jobIds));
      setAmong(total);
    });

  const clear = useCallback(() => {
    setPicked(nothing);
    setAmong(null);
  }, []);

  return { picked, among, pick, pickReady, clear };
}
