import { ListChecks, SkipForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { useShortcuts } from '../review/shortcuts.ts';
import { currentOf, type Walk } from './walk.ts';

interface WalkBarProps {
  readonly walk: Walk;
  /** The job whose review is shown. */
  readonly shown: string | null;
  readonly onSkip: () => void;
  readonly onBack: () => void;
  readonly onEnd: () => void;
}

/** Where the operator is among the jobs that they go through one by one. */
export function WalkBar({ walk, shown, onSkip, onBack, onEnd }: WalkBarProps) {
  const { t } = useTranslation();
  const { jobIds, at, decided, skipped } = walk;
  const current = currentOf(walk);
  const astray = current !== null && shown !== current;
  useShortcuts({ s: () => current !== null && !astray && onSkip() });
  return (
    <section className="walk" aria-label={t('batch.walk.region')}>
      <ListChecks aria-hidden="true" size={16} />
      <p role="status">
        {current === null
          ? t('batch.walk.over', { decided, skipped })
          : t('batch.walk.at', { number: at + 1, of: jobIds.length })}
      </p>
      {astray && <Command onPress={onBack}>{t('batch.walk.back')}</Command>}
      {current !== null && !astray && (
        <Command icon={SkipForward} shortcut="S" onPress={onSkip}>
          {t('batch.walk.skip')}
        </Command>
      )}
      <Command onPress={onEnd}>{current === null ? t('common.close') : t('batch.walk.end')}</Command>
    </section>
  );
}
