import { ArrowLeft, Octagon, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchProgress, BatchResult, BatchStanding, UndoneAnswer } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { mainNow, useNow, useSecondsUntil } from '../clock.ts';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Progress } from '../parts/progress.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { StatusChip } from '../parts/status-chip.tsx';
import { useBusy } from '../place.ts';
import { useReading, useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { findingWords } from '../words/coded.ts';
import { WindowedList } from './windowed-list.tsx';

/** A list of a thousand is asked for so often at most while jobs move. */
const pace = 500;

/** What a person has to do something about stands first. */
const order: readonly BatchResult['outcome'][] = ['refused', 'left-out', 'stopped', 'waiting', 'approved'];

/** @param held all signing is stopped, and no undo time ends */
const undoable = ({ outcome, status, undoUntil }: BatchResult, now: number, held: boolean): boolean =>
  outcome === 'approved' && status === 'approved' && undoUntil !== null && (held || undoUntil > now);

/** How far the batch has come, and the way to stop it. */
function Running({ batch, onStop }: { readonly batch: BatchProgress; readonly onStop: () => void }) {
  const { t } = useTranslation();
  useBusy(true);
  return (
    <div className="batch-running">
      <Progress
        label={t('batch.progress')}
        done={batch.approved + batch.refused}
        total={batch.total}
        spoken={(percent) => t('batch.spoken', { percent })}
      />
      <p className="quiet">{t('batch.stopHint')}</p>
      <Command icon={Octagon} onPress={onStop} busy={batch.state === 'stopping'} autoFocus>
        {t('batch.stop')}
      </Command>
    </div>
  );
}

interface ResultProps {
  readonly result: BatchResult;
  readonly held: boolean;
  readonly onOpen: (jobId: string) => void;
  readonly onUndo: (jobId: string) => void;
}

interface UndoCommandProps extends Pick<ResultProps, 'held' | 'onUndo'> {
  readonly jobId: string;
  readonly until: number;
}

function UndoCommand({ jobId, until, held, onUndo }: UndoCommandProps) {
  const { t } = useTranslation();
  const left = useSecondsUntil(until);
  return (
    <>
      <span className="quiet">{held ? t('undo.held') : t('undo.signsIn', { count: left })}</span>
      <Command icon={Undo2} onPress={() => onUndo(jobId)} aria-label={t('batch.undoJob', { jobId })}>
        {t('undo.button')}
      </Command>
    </>
  );
}

/** What came of one job: the batch's part, and where the job stands now. */
function Result({ result, held, onOpen, onUndo }: ResultProps) {
  const { t } = useTranslation();
  const { jobId, value, outcome, reasons, status, undoUntil } = result;
  const now = useNow(1_000);
  // Undone, or void since the job had changed: the approval came to nothing.
  const shown = outcome === 'approved' && status === 'ready' ? 'not-signed' : outcome;
  return (
    <div className="result" data-outcome={shown}>
      <p className="result-what">
        <strong className="result-outcome">{t(`batch.outcome.${shown}`)}</strong>
        {value !== null && <MarkedText text={value} />}
        <code>{jobId}</code>
        {status && <StatusChip status={status} />}
      </p>
      <div className="result-commands">
        {undoUntil !== null && undoable(result, now, held) && (
          <UndoCommand jobId={jobId} until={undoUntil} held={held} onUndo={onUndo} />
        )}
        <Command onPress={() => onOpen(jobId)} aria-label={t('batch.openJob', { jobId })}>
          {t('batch.open')}
        </Command>
      </div>
      {reasons.length > 0 && (
        <ul className="result-reasons">
          {reasons.map((reason) => (
            <li key={`${reason.code} ${reason.values?.claim ?? ''}`}>{findingWords(reason)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The standing of the batch with all its jobs, at a pace that a list of a thousand allows. */
function useStanding(): { readonly standing: BatchStanding | null; readonly again: () => void } {
  const authority = useAuthority();
  const { revision } = useSnapshot();
  const [asked, setAsked] = useState(revision);
  useEffect(() => {
    if (asked === revision) return;
    const timer = setTimeout(() => setAsked(revision), pace);
    return () => clearTimeout(timer);
  }, [asked, revision]);
  const { value, again } = useReading(() => authority.batch(null), asked);
  return { standing: value, again };
}

interface BatchResultPageProps {
  readonly batch: BatchProgress;
  readonly onLeave: () => void;
  readonly onOpen: (jobId: string) => void;
}

/** A batch while it is approved, and what came of it until the operator has read that. */
export function BatchResultPage({ batch, onLeave, onOpen }: BatchResultPageProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { standing, again } = useStanding();
  const held = useSnapshot().glance.signingStopped;
  const { act, refusal } = useActing();
  const { run, busy, refusal: fault } = useRequest();
  const [undone, setUndone] = useState<UndoneAnswer | null>(null);
  const now = useNow(1_000);
  const running = batch.state !== 'ended';
  const results = standing ? order.flatMap((each) => standing.results.filter(({ outcome }) => outcome === each)) : [];
  const canUndo = results.some((result) => undoable(result, Math.max(now, mainNow()), held));

  const undoAll = async () => {
    setUndone(await run(() => authority.undoBatch(null)));
    again();
  };
  const dismiss = () =>
    act(async () => {
      const answer = await authority.dismissBatch(null);
      if (answer.outcome === 'done') onLeave();
      return answer;
    });

  return (
    <section className="batch" data-stage="result" aria-label={t('batch.region')}>
      <header className="batch-head">
        <Command icon={ArrowLeft} onPress={onLeave}>
          {t('common.back')}
        </Command>
        <PageTitle title={running ? t('batch.approving') : t('batch.resultTitle')} />
      </header>
      <RefusalNotice refusal={refusal ?? fault} title={t('review.actionRefused')} />
      {running && <Running batch={batch} onStop={() => void act(() => authority.stopBatch(null))} />}
      {!running && (
        <Notice tone={batch.refused + batch.stopped > 0 ? 'warn' : 'good'} title={t('batch.over', counts(batch))} live>
          {batch.reason && <p>{findingWords(batch.reason)}</p>}
        </Notice>
      )}
      {undone && (
        <p role="status">
          {t('batch.undone', { count: undone.undone })}
          {undone.late > 0 && ` ${t('batch.undoneLate', { count: undone.late })}`}
        </p>
      )}
      {standing && (
        <WindowedList
          label={t('batch.results')}
          count={results.length}
          estimate={58}
          item={(index) => {
            const result = results[index];
            return (
              result && (
                <Result
                  result={result}
                  held={held}
                  onOpen={onOpen}
                  onUndo={(jobId) =>
                    void act(async () => {
                      const answer = await authority.undo({ jobId });
                      again();
                      return answer;
                    })
                  }
                />
              )
            );
          }}
          autoFocus={!running}
        />
      )}
      {!running && (
        <footer className="batch-bar">
          <Command icon={Undo2} onPress={undoAll} busy={busy} isDisabled={!canUndo}>
            {t('batch.undoAll')}
          </Command>
          <Command onPress={dismiss}>{t('batch.dismiss')}</Command>
        </footer>
      )}
    </section>
  );
}

const counts = ({ approved, refused, stopped, leftOut }: BatchProgress) => ({ approved, refused, stopped, leftOut });
