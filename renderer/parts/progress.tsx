import { Label, ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { numberWords } from '../words/in-locale.ts';

/** Spoken when so much more is done: every step of it would drown everything else. */
const spokenPercent = 25;

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** So many percent, as a screen reader says it in between. */
  readonly spoken: (percent: number) => string;
}

/** How far something has come, to the eye all the time and to the ear now and then. */
export function Progress({ label, done, total, spoken }: ProgressProps) {
  const { t } = useTranslation();
  return (
    <ProgressBar
      className="progress"
      value={done}
      maxValue={total}
      valueLabel={t('progress.of', { done: numberWords(done), total: numberWords(total) })}
    >
      {({ percentage = 0, valueText }) => (
        <>
          <Label className="progress-label">{label}</Label>
          <span className="progress-value number">{valueText}</span>
          <span className="progress-track">
            <span className="progress-fill" style={{ width: `${percentage}%` }} />
          </span>
          <span className="unseen" role="status">
            {percentage >= spokenPercent && spoken(Math.floor(percentage / spokenPercent) * spokenPercent)}
          </span>
        </>
      )}
    </ProgressBar>
  );
}
