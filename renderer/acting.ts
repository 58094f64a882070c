import { useState } from 'react';
import type { ActionAnswer, Refusal } from '../preload/contract.ts';
import { useRequest } from './request.ts';

interface Acting {
  readonly act: (work: () => Promise<ActionAnswer>) => Promise<void>;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly clear: () => void;
}

/** An action whose success shows itself in the next snapshot; what is left to show here is why it was refused. */
export function useActing(): Acting {
  const { run, busy, refusal, clear } = useRequest();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const act = async (work: () => Promise<ActionAnswer>) => {
    setRefused(null);
    const answer = await run(work);
    if (answer?.outcome === 'refused') setRefused(answer.reason);
  };
  return {
    act,
    busy,
    refusal: refusal ?? refused,
    clear: () => {
      clear();
      setRefused(null);
    },
  };
}
