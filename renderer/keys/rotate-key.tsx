import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyAlgorithm, SigningKey } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SelectEntry } from '../parts/select-entry.tsx';
import { useAuthority } from '../service.tsx';
import { AlgorithmSelect } from './algorithm-select.tsx';
import { useDoing } from './doing.ts';

const NEW = 'new';

const hasPassphrase = (key: SigningKey | undefined): boolean => (key?.passphraseSetAt ?? null) !== null;

interface RotateKeyProps {
  readonly keys: readonly SigningKey[];
  readonly onClose: () => void;
}

/** Has another key take over: one that waits, one that was in use before, or one that is made for it. */
export function RotateKey({ keys, onClose }: RotateKeyProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const able = keys.filter(({ standing }) => standing === 'waiting' || standing === 'superseded');
  const [successor, setSuccessor] = useState(able.find(({ standing }) => standing === 'waiting')?.kid ?? NEW);
  const [algorithm, setAlgorithm] = useState<KeyAlgorithm>('Ed25519');
  const current = keys.find(({ standing }) => standing === 'current');
  const next = keys.find(({ kid }) => kid === successor);
  const to = successor === NEW ? { algorithm } : { kid: successor };
  return (
    <DialogFrame title={t('keys.rotate.title')} onClose={onClose}>
      <p>{t('keys.rotate.why')}</p>
      <ul className="points">
        <li>{t('keys.rotate.pointOld')}</li>
        <li>{t('keys.rotate.pointPublish')}</li>
        <li>{t('keys.rotate.pointBackup')}</li>
        {hasPassphrase(current) && !hasPassphrase(next) && <li>{t('keys.rotate.pointPassphrase')}</li>}
      </ul>
      {able.length > 0 && (
        <SelectEntry
          label={t('keys.rotate.successor')}
          options={[
            { value: NEW, words: t('keys.rotate.new') },
            ...able.map(({ kid, standing }) => ({ value: kid, words: `${kid} · ${t(`keys.standing.${standing}`)}` })),
          ]}
          value={successor}
          onChange={setSuccessor}
        />
      )}
      {successor === NEW && <AlgorithmSelect value={algorithm} onChange={setAlgorithm} />}
      <RefusalNotice refusal={refusal} title={t('review.actionRefused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command look="primary" busy={busy} onPress={() => todo(() => authority.rotate({ to }))}>
          {t('keys.rotate.open')}
        </Command>
      </div>
    </DialogFrame>
  );
}
