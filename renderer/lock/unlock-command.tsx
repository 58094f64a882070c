import { LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyLock } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { UnlockDialog } from './unlock-dialog.tsx';

/** The way out of the lock, wherever it is spoken of. */
export function UnlockCommand({ lock, look }: { readonly lock: KeyLock; readonly look?: 'primary' }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Command icon={LockOpen} onPress={() => setAsking(true)} {...(look && { look })}>
        {t('lock.unlock')}
      </Command>
      {asking && <UnlockDialog {...lock} onClose={() => setAsking(false)} />}
    </>
  );
}
