import { FileKey2, KeyRound, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../preload/contract.ts';
import { LockCommand } from '../lock/lock-command.tsx';
import { UnlockCommand } from '../lock/unlock-command.tsx';
import { Command } from '../parts/command.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { BackupPanel } from './backup-panel.tsx';
import { BringInBackup } from './bring-in-backup.tsx';
import { CreateKey } from './create-key.tsx';
import { ImportKey } from './import-key.tsx';
import { KeyDetails } from './key-details.tsx';
import { KeyGrid } from './key-grid.tsx';
import { MakeBackup } from './make-backup.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import type { PassphraseTask } from './passphrase-panel.tsx';
import { PublicSet } from './public-set.tsx';
import { RehearseBackup } from './rehearse-backup.tsx';
import { RetireKey } from './retire-key.tsx';
import { RotateKey } from './rotate-key.tsx';

const order: readonly SigningKey['standing'][] = ['current', 'lost', 'waiting', 'superseded', 'retired'];

/** The one in use first, then by what they are for, the newest of a kind first. */
const sorted = (keys: readonly SigningKey[]): readonly SigningKey[] =>
  [...keys].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || b.createdAt - a.createdAt);

const isClosed = ({ passphraseSetAt, standing }: SigningKey): boolean =>
  passphraseSetAt !== null && standing !== 'retired';

/** The authority's keys: what may be shown of them, which is the public half, and what is done with them. */
export function Keys() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { revision, lock, practice } = useSnapshot();
  const { value, refusal } = useReading(() => authority.keys(null), revision);
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<
    'create' | 'import' | 'rotate' | 'retire' | 'backup' | 'rehearse' | 'restore' | PassphraseTask | null
  >(null);
  const close = () => setDialog(null);
  const keys = value && sorted(value);
  const shown = keys?.find(({ kid }) => kid === chosen) ?? keys?.[0];
  return (
    <div className="page">
      <PageTitle title={t('keys.title')} />
      <p className="lead">{t('keys.explained')}</p>
      <RefusalNotice refusal={refusal} title={t('keys.failed')} />
      {keys && shown && (
        <>
          <div className="page-commands">
            <Command icon={KeyRound} onPress={() => setDialog('create')}>
              {t('keys.create')}
            </Command>
            <Command icon={FileKey2} onPress={() => setDialog('import')}>
              {t('keys.import.open')}
            </Command>
            <Command icon={RefreshCw} onPress={() => setDialog('rotate')}>
              {t('keys.rotate.open')}
            </Command>
            {lock ? <UnlockCommand lock={lock} /> : <LockCommand />}
          </div>
          <KeyGrid keys={keys} selected={shown.kid} onSelect={setChosen} />
          {keys[0] && (
            <BackupPanel
              of={keys[0]}
              onMake={() => setDialog('backup')}
              onRehearse={() => setDialog('rehearse')}
              onRestore={practice ? null : () => setDialog('restore')}
            />
          )}
          <PublicSet />
          <KeyDetails
            key={shown.kid}
            of={shown}
            onRetire={() => setDialog('retire')}
            onPassphrase={practice ? null : setDialog}
          />
        </>
      )}
      {dialog === 'create' && <CreateKey onClose={close} />}
      {dialog === 'import' && <ImportKey onClose={close} />}
      {dialog === 'rotate' && keys && <RotateKey keys={keys} onClose={close} />}
      {dialog === 'backup' && <MakeBackup closed={keys?.some(isClosed) ?? false} onClose={close} />}
      {dialog === 'restore' && <BringInBackup onClose={close} />}
      {dialog === 'rehearse' && <RehearseBackup onClose={close} />}
      {(dialog === 'set' || dialog === 'change' || dialog === 'remove') && shown && (
        <PassphraseDialog kid={shown.kid} task={dialog} onClose={close} />
      )}
      {dialog === 'retire' && shown && <RetireKey kid={shown.kid} onClose={close} />}
    </div>
  );
}
