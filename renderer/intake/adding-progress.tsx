import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { Progress } from '../parts/progress.tsx';
import type { Progress as Done } from './adding.ts';

/** How far the adding of many lines has come, and the way to stop it. */
export function AddingProgress({ progress, onStop }: { readonly progress: Done; readonly onStop: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="adding">
      <Progress
        label={t('progress.label')}
        done={progress.done}
        total={progress.total}
        spoken={(percent) => t('progress.spoken', { percent })}
      />
      <p className="quiet">{t('progress.stopHint')}</p>
      <div className="dialog-commands">
        <Command onPress={onStop} autoFocus>
          {t('progress.stop')}
        </Command>
      </div>
    </div>
  );
}
