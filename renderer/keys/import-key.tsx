import { ClipboardPaste, FileKey2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileFate, KeyReading } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { SelectEntry } from '../parts/select-entry.tsx';
import { useAuthority } from '../service.tsx';
import { SwitchEntry } from '../settings/switch-entry.tsx';
import { useDoing } from './doing.ts';

type Read = Extract<KeyReading, { outcome: 'read' }>;

interface ImportKeyProps {
  /** In setup: the key signs at once. */
  readonly first?: boolean;
  readonly onClose: () => void;
}

/** Brings a key in. Main reads it, from a file or the clipboard: not a byte of it comes into this page. */
export function ImportKey({ first = false, onClose }: ImportKeyProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [read, setRead] = useState<Read | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [rsa, setRsa] = useState<'RS256' | 'PS256'>('RS256');
  const [overwrite, setOverwrite] = useState(false);
  const [fate, setFate] = useState<FileFate | null>(null);

  // Called off, the key is held nowhere.
  useEffect(() => () => void authority.forgetKey(null), [authority]);

  const choose = async (from: 'file' | 'clipboard') => {
    const answer = await todo(() => authority.readKey({ from }));
    if (answer === null || answer.outcome === 'called-off') return;
    setRead(answer.outcome === 'read' ? answer : null);
    setPassphrase('');
    setOverwrite(false);
  };
  const take = async () => {
    const answer = await todo(() => authority.importKey({ passphrase, rsa, overwrite }));
    if (answer?.outcome !== 'imported') return;
    if (first) onClose();
    else setFate(answer.file);
  };

  if (fate !== null) {
    return (
      <DialogFrame title={t('keys.import.open')} onClose={onClose}>
        <Notice tone={fate === 'not-overwritten' ? 'warn' : 'good'} title={t('keys.import.done')} live>
          <p>{t(`keys.import.fate.${fate}`)}</p>
        </Notice>
        <div className="dialog-commands">
          <Command look="primary" onPress={onClose} autoFocus>
            {t('common.close')}
          </Command>
        </div>
      </DialogFrame>
    );
  }
  return (
    <DialogFrame title={t('keys.import.open')} onClose={onClose}>
      <p>{t(first ? 'keys.import.whyFirst' : 'keys.import.why')}</p>
      <div className="page-commands">
        <Command icon={FileKey2} busy={busy} onPress={() => choose('file')} autoFocus>
          {t('keys.import.file')}
        </Command>
        <Command icon={ClipboardPaste} busy={busy} onPress={() => choose('clipboard')}>
          {t('keys.import.paste')}
        </Command>
      </div>
      {read === null ? (
        <p className="quiet">{t('keys.import.forms')}</p>
      ) : (
        <>
          <Notice tone="info" title={t(`keys.import.form.${read.form}`)}>
            <p>
              {read.file === null
                ? t('keys.import.readClipboard')
                : t('keys.import.readFile', { file: foreign(read.file) })}
            </p>
          </Notice>
          {read.form === 'encrypted-pkcs8' && (
            <SecretEntry label={t('keys.import.passphrase')} value={passphrase} onChange={setPassphrase} autoFocus />
          )}
          {read.mayBeRsa && (
            <SelectEntry
              label={t('keys.import.rsa')}
              hint={t('keys.import.rsaHint')}
              options={(['RS256', 'PS256'] as const).map((name) => ({ value: name, words: name }))}
              value={rsa}
              onChange={setRsa}
            />
          )}
          {read.file !== null && (
            <SwitchEntry
              label={t('keys.import.overwrite')}
              hint={t('keys.import.overwriteHint')}
              isSelected={overwrite}
              onChange={setOverwrite}
              isDisabled={false}
            />
          )}
        </>
      )}
      <RefusalNotice refusal={refusal} title={t('keys.import.refused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        {read !== null && (
          <Command look="primary" busy={busy} onPress={take}>
            {t('keys.import.submit')}
          </Command>
        )}
      </div>
    </DialogFrame>
  );
}
