import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { KeyLock } from '../../preload/contract.ts';
import { LockCommand } from '../lock/lock-command.tsx';
import { UnlockCommand } from '../lock/unlock-command.tsx';

interface LockSignProps {
  readonly lock: KeyLock | null;
  /** Whether what locks and unlocks stands here, and not in the section itself. */
  readonly commands: boolean;
}

/** Always at hand: the key is locked by one press, and while it is, that is said with the way back beside it. */
export function LockSign({ lock, commands }: LockSignProps) {
  const { t } = useTranslation();
  if (lock) {
    return (
      <div className="paused lock-sign" title={t('lock.explained')}>
        <p className="paused-words">
          <Lock aria-hidden="true" size={16} />
          {t('lock.on')}
        </p>
        {commands && <UnlockCommand lock={lock} />}
      </div>
    );
  }
  return (
    commands && (
      <div className="lock-sign" title={t('lock.now')}>
        <LockCommand />
      </div>
    )
  );
}
