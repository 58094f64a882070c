import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectAnswer, ServiceDraft } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { findingWords } from '../words/coded.ts';

interface Refused {
  readonly answer: Extract<ConnectAnswer, { outcome: 'refused' }>;
  /** The values it was about: once they are changed the answer holds no more. */
  readonly address: string;
  readonly issuer: string;
}

interface ConnectFormProps {
  readonly draft: Pick<ServiceDraft, 'address' | 'issuer' | 'fixed'>;
  readonly onConnected?: () => void;
  readonly onBack?: () => void;
}

/** Asks for the service and the issuer. A service that can't be reached may be taken all the same, on a second press. */
export function ConnectForm({ draft, onConnected, onBack }: ConnectFormProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [address, setAddress] = useState(draft.address);
  const [issuer, setIssuer] = useState(draft.issuer);
  const [last, setLast] = useState<Refused | null>(null);

  useBusy(address !== draft.address || issuer !== draft.issuer);

  const holds = last && last.address === address && last.issuer === issuer ? last.answer : null;
  const problemOf = (field: 'address' | 'issuer') =>
    holds && holds.field === field && !holds.canForce ? findingWords(holds.reason) : null;
  const hintOf = (field: 'address' | 'issuer') =>
    draft.fixed.includes(field) ? t('common.fixed') : t(`setup.${field}Hint`);

  const connect = async () => {
    const answer = await run(() =>
      authority.connect({ address: address.trim(), issuer: issuer.trim(), anyway: holds?.canForce ?? false }),
    );
    if (answer?.outcome === 'refused') setLast({ answer, address, issuer });
    if (answer?.outcome === 'connected') onConnected?.();
  };

  return (
    <div className="stack">
      <TextEntry
        label={t('setup.address')}
        hint={hintOf('address')}
        problem={problemOf('address')}
        value={address}
        onChange={setAddress}
        isReadOnly={draft.fixed.includes('address')}
        mono
        autoFocus
      />
      <TextEntry
        label={t('setup.issuer')}
        hint={hintOf('issuer')}
        problem={problemOf('issuer')}
        value={issuer}
        onChange={setIssuer}
        isReadOnly={draft.fixed.includes('issuer')}
        mono
      />
      {holds && (holds.canForce || holds.field === null) && (
        <Notice tone="warn" title={t('setup.refusedTitle')} live>
          <p>{findingWords(holds.reason)}</p>
          {holds.canForce && <p>{t('setup.anyway')}</p>}
        </Notice>
      )}
      <RefusalNotice refusal={refusal} title={t('setup.refusedTitle')} />
      <div className="dialog-commands">
        {onBack && <Command onPress={onBack}>{t('common.back')}</Command>}
        <Command
          look="primary"
          onPress={connect}
          busy={busy}
          isDisabled={address.trim() === '' || issuer.trim() === ''}
        >
          {t('setup.submit')}
        </Command>
      </div>
      {busy && (
        <p className="quiet appear-late" role="status">
          {t('setup.asking')}
        </p>
      )}
    </div>
  );
}
