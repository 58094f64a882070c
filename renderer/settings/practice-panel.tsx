import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActing } from '../acting.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ConnectForm } from '../setup/connect-form.tsx';

/** The way into practice and out of it. */
export function PracticePanel({ practice }: { readonly practice: boolean }) {
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  const [connecting, setConnecting] = useState(false);
  return (
    <section className="panel" data-practice={practice || undefined}>
      <h2>{t('settings.practice')}</h2>
      <p>{practice ? t('settings.practiceOn') : t('settings.practiceOff')}</p>
      <RefusalNotice refusal={refusal} />
      <div className="page-commands">
        {practice ? (
          <>
            <Command busy={busy} onPress={() => setConnecting(true)}>
              {t('settings.connect')}
            </Command>
            <Command busy={busy} onPress={() => act(() => authority.leavePractice(null))}>
              {t('settings.leavePractice')}
            </Command>
          </>
        ) : (
          <Command busy={busy} onPress={() => act(() => authority.practise(null))}>
            {t('settings.practise')}
          </Command>
        )}
      </div>
      {connecting && (
        <DialogFrame title={t('settings.connect')} onClose={() => setConnecting(false)}>
          <ConnectForm
            draft={{ address: '', issuer: '', fixed: [] }}
            onConnected={() => setConnecting(false)}
            onBack={() => setConnecting(false)}
          />
        </DialogFrame>
      )}
    </section>
  );
}
