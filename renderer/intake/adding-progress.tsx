import { Label, ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { numberWords } from '../words/in-locale.ts';
import type { Progress } from './adding.ts';

/** Spoken when so much more is done: every line of it would drown everything else. */
const spokenPercent = 25;

/** How far the adding of many lines has come, and the way to stop it. */
export function AddingProgress({ progress, onStop }: { readonly progress: Progress; readonly onStop: () => void }) {
  const { t } = useTranslation();
  const { done, total } = progress;
  return (
    <div className="adding">
      <ProgressBar
        className="progress"
        value={done}
        maxValue={total}
        valueLabel={t('progress.of', { done: numberWords(done), total: numberWords(total) })}
      >
        {({ percentage = 0, valueText }) => (
          <>
            <Label className="progress-label">{t('progress.label')}</Label>
            <span className="progress-value number">{valueText}</span>
            <span className="progress-track">
              <span className="progress-fill" style={{ width: `${percentage}%` }} />
            </span>
            <span className="unseen" role="status">
              {percentage >= spokenPercent &&
                t('progress.spoken', { percent: Math.floor(percentage / spokenPercent) * spokenPercent })}
            </span>
          </>
        )}
      </ProgressBar>
      <p className="quiet">{t('progress.stopHint')}</p>
      <div className="dialog-commands">
        <Command onPress={onStop} autoFocus>
          {t('progress.stop')}
        </Command>
      </div>
    </div>
  );
}
