import { type ReactNode, useCallback, useState } from 'react';
import { useSnapshot } from '../snapshot.tsx';
import { BatchPage } from './batch-page.tsx';
import { BatchResultPage } from './batch-result.tsx';
import type { Picking } from './use-picking.ts';
import { afterDecision, afterSkip, begun, currentOf, type Walk } from './walk.ts';
import { WayDialog } from './way-dialog.tsx';

/** Where the approval of what was selected has come to: nowhere, the list that is read first, or what came of it. */
type Stage = { readonly name: 'none' | 'result' } | { readonly name: 'reading'; readonly jobIds: readonly string[] };

interface Batching {
  /** Takes the place of the queue while there is one. */
  readonly page: ReactNode;
  readonly dialog: ReactNode;
  /** Asks how what is selected is to be approved. */
  readonly choose: () => void;
  /** Shows the batch that runs, or what came of it. */
  readonly show: () => void;
  readonly walk: Walk | null;
  readonly skip: () => void;
  readonly back: () => void;
  readonly endWalk: () => void;
  readonly decided: (jobId: string) => void;
}

/** What becomes of the selected jobs: gone through one by one, or read in one list and approved together. */
export function useBatches({ picked, clear }: Picking, onOpen: (jobId: string) => void): Batching {
  const { batch } = useSnapshot();
  const [stage, setStage] = useState<Stage>({ name: 'none' });
  const [choosing, setChoosing] = useState(false);
  const [walk, setWalk] = useState<Walk | null>(null);

  const leave = () => setStage({ name: 'none' });
  const open = (jobId: string) => {
    leave();
    onOpen(jobId);
  };
  const goOn = (next: Walk) => {
    setWalk(next);
    const current = currentOf(next);
    if (current !== null) onOpen(current);
  };
  const decided = useCallback(
    (jobId: string) => {
      if (!walk) return;
      const next = afterDecision(walk, jobId);
      if (next === walk) return;
      setWalk(next);
      const current = currentOf(next);
      if (current !== null) onOpen(current);
    },
    [walk, onOpen],
  );

  const page =
    stage.name === 'reading' ? (
      <BatchPage
        jobIds={stage.jobIds}
        onLeave={leave}
        onOpen={open}
        onApproved={() => {
          clear();
          setStage({ name: 'result' });
        }}
      />
    ) : stage.name === 'result' && batch ? (
      <BatchResultPage batch={batch} onLeave={leave} onOpen={open} />
    ) : null;

  return {
    page,
    dialog: choosing && (
      <WayDialog
        count={picked.jobIds.size}
        onClose={() => setChoosing(false)}
        onChoose={(way) => {
          setChoosing(false);
          const jobIds = [...picked.jobIds];
          if (way === 'together') return setStage({ name: 'reading', jobIds });
          clear();
          goOn(begun(jobIds));
        }}
      />
    ),
    choose: () => setChoosing(true),
    show: () => setStage({ name: 'result' }),
    walk,
    skip: () => walk && goOn(afterSkip(walk)),
    back: () => {
      const current = walk && currentOf(walk);
      if (current) onOpen(current);
    },
    endWalk: () => setWalk(null),
    decided,
  };
}
