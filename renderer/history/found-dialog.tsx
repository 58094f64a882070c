import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordStanding } from '../../preload/contract.ts';
import { useDoing } from '../keys/doing.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { findingWords } from '../words/coded.ts';

interface FoundDialogProps {
  readonly standing: RecordStanding;
  readonly onClose: () => void;
}

/** What was found in the record, what is not lost, what to do; acknowledged here, and nowhere else. */
export function FoundDialog({ standing, onClose }: FoundDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  // As it was when the dialog opened: what is found meanwhile was not read.
  const [{ unread, findings }] = useState(standing);
  return (
    <DialogFrame title={t('record.foundTitle')} onClose={onClose}>
      <ul className="record-findings">
        {findings.map((one) => (
          <li key={JSON.stringify(one)}>{findingWords(one)}</li>
        ))}
      </ul>
      <p>{t('record.notLost')}</p>
      <p>{t('record.toDo')}</p>
      <RefusalNotice refusal={refusal} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command
          look="primary"
          busy={busy}
          onPress={() => void todo(() => authority.acknowledgeRecord({ unread: unread ?? '' }))}
        >
          {t('record.acknowledge')}
        </Command>
      </div>
    </DialogFrame>
  );
}
