import { CirclePause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Pause } from '../../preload/contract.ts';
import { clockWords, exactWords } from '../parts/moment.tsx';
import { ResumeCommand } from './resume-command.tsx';

/** Watching is called off: said in every section, with the way back beside it. */
export function PausedSign({ paused }: { readonly paused: Pause }) {
  const { t } = useTranslation();
  return (
    <div className="paused">
      <p className="paused-words" title={t('pause.since', { since: exactWords(paused.since) })}>
        <CirclePause aria-hidden="true" size={16} />
        {paused.until === null ? t('pause.on') : t('pause.onUntil', { until: clockWords(paused.until) })}
      </p>
      <ResumeCommand />
    </div>
  );
}
