import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestoreReceipt } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { Kids } from './kids.tsx';
import { OpenBackup } from './open-backup.tsx';

function Receipt({ of }: { readonly of: RestoreReceipt }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  const { service } = of;
  return (
    <>
      <Notice tone="good" title={t('keys.backup.restoredTitle')} live />
      <Facts
        of={[
          [t('keys.backup.madeAt'), <ExactMoment key="made" at={of.madeAt} />],
          [t('keys.backup.receiptKeys'), <Kids key="kids" of={of.kids} />],
          [t('keys.backup.receiptCurrent'), <code key="current">{of.current}</code>],
          [t('keys.backup.receiptLost'), of.lost.length > 0 ? <Kids key="lost" of={of.lost} /> : null],
          [t('keys.backup.receiptDatabase'), t(of.database ? 'keys.backup.databaseOpens' : 'keys.backup.databaseNone')],
          [t('keys.backup.receiptService'), <MarkedText key="service" text={service.name || service.address} />],
          [t('keys.backup.receiptIssuer'), <MarkedText key="issuer" text={service.issuer} />],
        ]}
      />
      {of.kids.length > 0 && <p className="quiet">{t('keys.passphrase.restored')}</p>}
      <p className="quiet">{t('keys.backup.serviceSecret')}</p>
      <RefusalNotice refusal={refusal} />
      <div className="dialog-commands">
        <Command look="primary" busy={busy} onPress={() => act(() => authority.startAgain(null))} autoFocus>
          {t('keys.backup.goOn')}
        </Command>
      </div>
    </>
  );
}

/** Restores keys where there are none, or where they are missed. The app goes to work after the receipt. */
export function RestoreBackup({ onClose }: { readonly onClose: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const [receipt, setReceipt] = useState<RestoreReceipt | null>(null);
  return (
    <OpenBackup
      title={t('keys.backup.restore')}
      why={t('keys.backup.restoreWhy')}
      refused={t('keys.backup.restoreRefused')}
      onClose={() => {
        // With the keys restored there is no way back to the screen before.
        if (receipt) void authority.startAgain(null);
        else onClose();
      }}
      onOpen={async (passphrase) => {
        const answer = await authority.restoreBackup({ passphrase });
        if (answer.outcome === 'restored') setReceipt(answer.receipt);
        return answer;
      }}
      result={receipt && <Receipt of={receipt} />}
    />
  );
}

/** The button for it, wherever keys are missed. */
export function RestoreCommand() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Command onPress={() => setOpen(true)}>{t('keys.backup.restore')}</Command>
      {open && <RestoreBackup onClose={() => setOpen(false)} />}
    </>
  );
}
