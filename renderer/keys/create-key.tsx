import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyAlgorithm } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { AlgorithmSelect } from './algorithm-select.tsx';
import { useDoing } from './doing.ts';

/** Makes another key, which waits to take over. */
export function CreateKey({ onClose }: { readonly onClose: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [algorithm, setAlgorithm] = useState<KeyAlgorithm>('Ed25519');
  return (
    <DialogFrame title={t('keys.create')} onClose={onClose}>
      <p>{t('keys.createWhy')}</p>
      <AlgorithmSelect value={algorithm} onChange={setAlgorithm} />
      <RefusalNotice refusal={refusal} title={t('setup.failed')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command look="primary" busy={busy} onPress={() => todo(() => authority.addKey({ algorithm }))}>
          {t('keys.create')}
        </Command>
      </div>
    </DialogFrame>
  );
}
