import {
  FileWarning,
  FileX,
  HardDrive,
  History,
  KeyRound,
  Layers,
  LockKeyhole,
  type LucideIcon,
  Route,
  ShieldOff,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Situation } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { RestoreCommand } from '../keys/restore-backup.tsx';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { findingWords } from '../words/coded.ts';

export type StoppedSituation = Exclude<Situation, { name: 'starting' | 'setup' | 'ready' }>;

const icons: Readonly<Record<StoppedSituation['name'], LucideIcon>> = {
  'keychain-unavailable': ShieldOff,
  'keychain-locked': LockKeyhole,
  'key-missing': KeyRound,
  'key-replaced': KeyRound,
  'config-invalid': FileWarning,
  'store-in-use': Layers,
  'store-unreadable': TriangleAlert,
  'store-missing': FileX,
  'keys-file-missing': FileX,
  'disk-full': HardDrive,
  'disk-read-only': HardDrive,
  'store-newer': History,
  'service-moved': Route,
};

function Detail({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="stopped-detail">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Folder({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  return (
    <Detail title={t('stopped.folder')}>
      <code>
        <MarkedText text={path} />
      </code>
    </Detail>
  );
}

function Particulars({ situation }: { readonly situation: StoppedSituation }) {
  const { t } = useTranslation();
  switch (situation.name) {
    case 'keychain-unavailable':
    case 'store-newer':
      if (!situation.detail) return null;
      return (
        <Detail title={t('stopped.detail')}>
          <code>
            <MarkedText text={situation.detail} />
          </code>
        </Detail>
      );
    case 'store-unreadable':
      return (
        <>
          <Folder path={situation.folder} />
          <Detail title={t('stopped.detail')}>
            <code>
              <MarkedText text={situation.detail} />
            </code>
          </Detail>
        </>
      );
    case 'store-missing':
    case 'keys-file-missing':
    case 'disk-full':
    case 'disk-read-only':
      return <Folder path={situation.folder} />;
    case 'key-missing':
    case 'key-replaced':
      return (
        <Detail title={t('stopped.key-missing.kid')}>
          <code>{situation.kid}</code>
        </Detail>
      );
    case 'config-invalid':
      return (
        <>
          <Detail title={t('stopped.config-invalid.path')}>
            <code>
              <MarkedText text={situation.path} />
            </code>
          </Detail>
          <Detail title={t('stopped.config-invalid.problems', { count: situation.problems.length })}>
            <ul>
              {situation.problems.map((problem) => (
                <li key={JSON.stringify(problem)}>{findingWords(problem)}</li>
              ))}
            </ul>
          </Detail>
        </>
      );
    case 'service-moved':
      return (
        <>
          <Detail title={t('stopped.service-moved.from')}>
            <code>{situation.strandedAt}</code>
            <p>{t('stopped.service-moved.count', { count: situation.unfinished })}</p>
          </Detail>
          <Detail title={t('stopped.service-moved.to')}>
            <code>{situation.to}</code>
          </Detail>
        </>
      );
    default:
      return null;
  }
}

/** Where it may be the keys that are missed. */
const restorable: ReadonlySet<StoppedSituation['name']> = new Set([
  'key-missing',
  'key-replaced',
  'keys-file-missing',
  'store-unreadable',
]);

/** Why the app did not start: what happened, what is safe, what to do, and the way to look again. */
export function Stopped({ situation }: { readonly situation: StoppedSituation }) {
  const authority = useAuthority();
  const { practice } = useSnapshot();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  const { name } = situation;
  const Icon = icons[name];
  return (
    <main className="alone">
      <div className="card" role="alert">
        <p className="card-app">{t('app.name')}</p>
        <h1 className="stopped-title">
          <Icon aria-hidden="true" size={24} strokeWidth={1.75} />
          {t(`stopped.${name}.title`)}
        </h1>
        <dl className="stopped">
          <dt>{t('stopped.happened')}</dt>
          <dd>{t(`stopped.${name}.happened`)}</dd>
          <dt>{t('stopped.kept')}</dt>
          <dd>{t(`stopped.${name}.kept`)}</dd>
          <dt>{t('stopped.next')}</dt>
          <dd>{t(`stopped.${name}.next`)}</dd>
        </dl>
        <Particulars situation={situation} />
        <RefusalNotice refusal={refusal} />
        <div className="dialog-commands">
          {(name === 'keychain-unavailable' || name === 'keychain-locked') && (
            <Command onPress={() => act(() => authority.openLink({ link: 'keyring-help' }))}>
              {t('stopped.help')}
            </Command>
          )}
          {practice && (
            <Command busy={busy} onPress={() => act(() => authority.leavePractice(null))}>
              {t('settings.leavePractice')}
            </Command>
          )}
          {restorable.has(name) && !practice && <RestoreCommand />}
          <Command look="primary" busy={busy} onPress={() => act(() => authority.startAgain(null))}>
            {t('common.tryAgain')}
          </Command>
        </div>
      </div>
    </main>
  );
}
