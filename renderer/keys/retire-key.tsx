import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { useDoing } from './doing.ts';

interface RetireKeyProps {
  readonly kid: string;
  readonly onClose: () => void;
}

/** Asks before a key's private half is removed. */
export function RetireKey({ kid, onClose }: RetireKeyProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  return (
    <DialogFrame title={t('keys.retire.title')} onClose={onClose}>
      <p className="dialog-lead">
        <code>{kid}</code>
      </p>
      <p>{t('keys.retire.why')}</p>
      <ul className="points">
        <li>{t('keys.retire.pointVerifiers')}</li>
        <li>{t('keys.retire.pointBackup')}</li>
      </ul>
      <RefusalNotice refusal={refusal} title={t('review.actionRefused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command look="danger" busy={busy} onPress={() => todo(() => authority.retire({ kid }))}>
          {t('keys.retire.open')}
        </Command>
      </div>
    </DialogFrame>
  );
}
