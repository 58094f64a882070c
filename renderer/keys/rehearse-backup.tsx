import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RehearsalAnswer } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { useAuthority } from '../service.tsx';
import { OpenBackup } from './open-backup.tsx';

type Proved = Extract<RehearsalAnswer, { outcome: 'proved' }>;

/** Proves that a backup works, while nothing depends on it. */
export function RehearseBackup({ onClose }: { readonly onClose: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const [proved, setProved] = useState<Proved | null>(null);
  return (
    <OpenBackup
      title={t('keys.backup.rehearse')}
      why={t('keys.backup.rehearseWhy')}
      refused={t('keys.backup.rehearseRefused')}
      onClose={onClose}
      onOpen={async (passphrase) => {
        const answer = await authority.rehearseBackup({ passphrase });
        if (answer.outcome === 'proved') setProved(answer);
        return answer;
      }}
      result={
        proved && (
          <>
            <Notice tone="good" title={t('keys.backup.provedTitle')} live>
              <p>{t('keys.backup.provedCount', { count: proved.kids.length })}</p>
            </Notice>
            {proved.missing.length > 0 && (
              <Notice tone="warn">
                <p>{t('keys.backup.missing', { count: proved.missing.length })}</p>
              </Notice>
            )}
            <Facts of={[[t('keys.backup.madeAt'), <ExactMoment key="made" at={proved.madeAt} />]]} />
            <div className="dialog-commands">
              <Command look="primary" onPress={onClose} autoFocus>
                {t('common.close')}
              </Command>
            </div>
          </>
        )
      }
    />
  );
}
