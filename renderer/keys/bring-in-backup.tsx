import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BringingReceipt } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { useAuthority } from '../service.tsx';
import { Kids } from './kids.tsx';
import { OpenBackup } from './open-backup.tsx';

function Receipt({ of, onClose }: { readonly of: BringingReceipt; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { madeAt, service, kids, back, here } = of;
  const came = kids.length + back.length > 0;
  return (
    <>
      <Notice
        tone={came ? 'good' : 'info'}
        title={t(came ? 'keys.backup.broughtInTitle' : 'keys.backup.allHereTitle')}
        live
      />
      <Facts
        of={[
          [t('keys.backup.madeAt'), <ExactMoment key="made" at={madeAt} />],
          [t('keys.backup.receiptBroughtIn'), kids.length > 0 ? <Kids key="kids" of={kids} /> : null],
          [t('keys.backup.receiptBack'), back.length > 0 ? <Kids key="back" of={back} /> : null],
          [t('keys.backup.receiptHere'), here.length > 0 ? <Kids key="here" of={here} /> : null],
          [t('keys.backup.receiptService'), <MarkedText key="service" text={service.name || service.address} />],
          [t('keys.backup.receiptIssuer'), <MarkedText key="issuer" text={service.issuer} />],
        ]}
      />
      {came && <p className="quiet">{t('keys.passphrase.restored')}</p>}
      <div className="dialog-commands">
        <Command look="primary" onPress={onClose} autoFocus>
          {t('common.close')}
        </Command>
      </div>
    </>
  );
}

/** Brings keys of a backup to a desk that is at work, beside those that are here. */
export function BringInBackup({ onClose }: { readonly onClose: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const [receipt, setReceipt] = useState<BringingReceipt | null>(null);
  return (
    <OpenBackup
      title={t('keys.backup.restore')}
      why={t('keys.backup.bringInWhy')}
      refused={t('keys.backup.restoreRefused')}
      onClose={onClose}
      onOpen={async (passphrase) => {
        const answer = await authority.restoreBackup({ passphrase });
        if (answer.outcome === 'brought-in') setReceipt(answer.receipt);
        return answer;
      }}
      result={receipt && <Receipt of={receipt} onClose={onClose} />}
    />
  );
}
