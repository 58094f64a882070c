import { Octagon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ExportStanding } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { Digest } from '../parts/digest.tsx';
import { Notice } from '../parts/notice.tsx';
import { Progress } from '../parts/progress.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { findingWords } from '../words/coded.ts';

const tones = { done: 'good', stopped: 'info', failed: 'bad' } as const;

/** What came of an export, until the operator has read it. */
function Outcome({ standing }: { readonly standing: ExportStanding }) {
  const { t } = useTranslation();
  const { state, path, entries, sha256, checkpoint, reason } = standing;
  if (state === 'done') {
    return (
      <>
        <p>{t('history.export.saved', { count: entries, path: foreign(path) })}</p>
        <p>
          {checkpoint
            ? t('history.export.checkpoint', { count: checkpoint.size, path: foreign(checkpoint.path) })
            : t('history.export.noCheckpoint')}
        </p>
        <p>{t('history.export.keepElsewhere')}</p>
        {sha256 && (
          <p>
            SHA-256 <Digest hex={sha256} />
          </p>
        )}
      </>
    );
  }
  return <p>{reason ? findingWords(reason) : t('history.export.stoppedExplained')}</p>;
}

/** How far the export has come, the way to stop it, and what came of it. */
export function ExportProgress() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { revision } = useSnapshot();
  const { value: standing } = useReading(() => authority.exportStanding(null), revision);
  const { act, refusal } = useActing();
  if (!standing) return null;
  if (standing.state === 'running') {
    return (
      <div className="export-running">
        <Progress
          label={t('history.export.progress')}
          done={standing.done}
          total={standing.total}
          spoken={(percent) => t('history.export.spoken', { percent })}
        />
        <Command icon={Octagon} onPress={() => void act(() => authority.stopExport(null))}>
          {t('history.export.stop')}
        </Command>
        <RefusalNotice refusal={refusal} />
      </div>
    );
  }
  return (
    <div className="export-ended">
      <Notice
        tone={tones[standing.state]}
        title={t(standing.state === 'failed' ? 'history.export.failed' : `history.export.${standing.state}`)}
        live
      >
        <Outcome standing={standing} />
      </Notice>
      <Command onPress={() => void act(() => authority.dismissExport(null))}>{t('common.close')}</Command>
    </div>
  );
}
