import { Archive, ArchiveRestore, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { ExactMoment } from '../parts/moment.tsx';

interface BackupPanelProps {
  /** The key in use. */
  readonly of: SigningKey;
  readonly onMake: () => void;
  readonly onRehearse: () => void;
  /** Null where there is no backup to restore from. */
  readonly onRestore: (() => void) | null;
}

/** Whether the key in use could be had back, as far as anybody has tried. */
export function BackupPanel({ of: { backedUpAt, provedAt }, onMake, onRehearse, onRestore }: BackupPanelProps) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t('keys.backup.title')}</h2>
      <p>
        {provedAt !== null ? (
          <>
            {t('keys.backup.provedOn')} <ExactMoment at={provedAt} />
          </>
        ) : backedUpAt !== null ? (
          <>
            {t('keys.backup.madeOn')} <ExactMoment at={backedUpAt} />
          </>
        ) : (
          t('keys.backup.never')
        )}
      </p>
      <div className="page-commands">
        <Command icon={Archive} onPress={onMake}>
          {t('keys.backup.make')}
        </Command>
        <Command icon={ShieldCheck} onPress={onRehearse}>
          {t('keys.backup.rehearse')}
        </Command>
        {onRestore && (
          <Command icon={ArchiveRestore} onPress={onRestore}>
            {t('keys.backup.restore')}
          </Command>
        )}
      </div>
    </section>
  );
}
