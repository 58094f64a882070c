import { FlaskConical, KeyRound, Server } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyAlgorithm, ServiceDraft } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { useActing } from '../acting.ts';
import { AlgorithmSelect } from '../keys/algorithm-select.tsx';
import { ImportKey } from '../keys/import-key.tsx';
import { RestoreCommand } from '../keys/restore-backup.tsx';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { ConnectForm } from './connect-form.tsx';

function Frame({ step, children }: { readonly step: 1 | 2; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className="alone">
      <div className="card">
        <p className="card-app">
          {t('app.name')} · {t('setup.step', { step })}
        </p>
        <h1>{t('setup.title')}</h1>
        {children}
      </div>
    </main>
  );
}

function Choice({ onConnect }: { readonly onConnect: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  return (
    <>
      <p className="lead">{t('setup.intro')}</p>
      <div className="choices">
        <div className="choice">
          <FlaskConical aria-hidden="true" size={22} strokeWidth={1.75} />
          <p>{t('setup.practiseWhy')}</p>
          <Command look="primary" busy={busy} onPress={() => act(() => authority.practise(null))}>
            {t('setup.practise')}
          </Command>
        </div>
        <div className="choice">
          <Server aria-hidden="true" size={22} strokeWidth={1.75} />
          <p>{t('setup.connectWhy')}</p>
          <Command busy={busy} onPress={onConnect}>
            {t('setup.connect')}
          </Command>
        </div>
      </div>
      <div className="setup-restore">
        <p>{t('setup.restoreWhy')}</p>
        <RestoreCommand />
      </div>
      <RefusalNotice refusal={refusal} />
    </>
  );
}

function KeyStep({ draft }: { readonly draft: ServiceDraft }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  const [importing, setImporting] = useState(false);
  const [algorithm, setAlgorithm] = useState<KeyAlgorithm>('Ed25519');
  return (
    <>
      <h2 className="card-step">
        <KeyRound aria-hidden="true" size={18} />
        {t('setup.keyTitle')}
      </h2>
      <p>{t('setup.keyWhy')}</p>
      <ul className="points">
        <li>{t('setup.keyPoint1')}</li>
        <li>{t('setup.keyPoint2')}</li>
      </ul>
      {(draft.address || draft.issuer) && (
        <Facts
          of={[
            [t('setup.name'), draft.name ? <MarkedText key="name" text={draft.name} /> : null],
            [t('setup.address'), draft.address ? <MarkedText key="address" text={draft.address} /> : null],
            [t('setup.issuer'), draft.issuer ? <MarkedText key="issuer" text={draft.issuer} /> : null],
          ]}
        />
      )}
      <AlgorithmSelect value={algorithm} onChange={setAlgorithm} />
      <RefusalNotice refusal={refusal} title={t('setup.failed')} />
      <div className="dialog-commands">
        <RestoreCommand />
        <Command busy={busy} onPress={() => setImporting(true)}>
          {t('keys.import.open')}
        </Command>
        <Command look="primary" busy={busy} onPress={() => act(() => authority.createKey({ algorithm }))}>
          {t('keys.create')}
        </Command>
      </div>
      {importing && <ImportKey first onClose={() => setImporting(false)} />}
    </>
  );
}

/** First start: which service, then the key. Main tells which step it is at; nothing here goes on by itself. */
export function Setup({ step, draft }: { readonly step: 'service' | 'key'; readonly draft: ServiceDraft }) {
  const { t } = useTranslation();
  const [connecting, setConnecting] = useState(false);
  if (step === 'key') {
    return (
      <Frame step={2}>
        <KeyStep draft={draft} />
      </Frame>
    );
  }
  return (
    <Frame step={1}>
      {draft.setAside && (
        <Notice tone="warn">
          <p>{t('setup.setAside', { path: foreign(draft.setAside) })}</p>
        </Notice>
      )}
      {connecting ? (
        <>
          <h2 className="card-step">
            <Server aria-hidden="true" size={18} />
            {t('setup.connectTitle')}
          </h2>
          <ConnectForm draft={draft} onBack={() => setConnecting(false)} />
        </>
      ) : (
        <Choice onConnect={() => setConnecting(true)} />
      )}
    </Frame>
  );
}
