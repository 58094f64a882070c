import { useState } from 'react';
import type { Finding, Refusal } from '../../preload/contract.ts';
import { useRequest } from '../request.ts';

type Answered = { readonly outcome: string } | { readonly outcome: 'refused'; readonly reason: Finding };

/** Something that a dialog does; it is over when it is done, and says why when it is refused. */
export function useDoing(onDone: () => void): {
  /** Gives the answer, whatever it is; null where none came. */
  readonly todo: <T extends Answered>(work: () => Promise<T>) => Promise<T | null>;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
} {
  const { run, busy, refusal } = useRequest();
  const [refused, setRefused] = useState<Finding | null>(null);
  const todo = async <T extends Answered>(work: () => Promise<T>): Promise<T | null> => {
    setRefused(null);
    const answer = await run(work);
    if (answer?.outcome === 'refused' && 'reason' in answer) setRefused(answer.reason);
    if (answer?.outcome === 'done') onDone();
    return answer;
  };
  return { todo, busy, refusal: refusal ?? refused };
}
