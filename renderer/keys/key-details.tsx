import { Archive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HeaderAlgorithm, SigningKey } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { UnlockCommand } from '../lock/unlock-command.tsx';
import { Command } from '../parts/command.tsx';
import { CopyCommand } from '../parts/copy-command.tsx';
import { Facts } from '../parts/facts.tsx';
import { ExactMoment, Moment } from '../parts/moment.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SelectEntry } from '../parts/select-entry.tsx';
import { useAuthority } from '../service.tsx';
import { numberWords } from '../words/in-locale.ts';
import { PassphrasePanel, type PassphraseTask } from './passphrase-panel.tsx';

const ed25519Names: readonly HeaderAlgorithm[] = ['EdDSA', 'Ed25519'];

interface KeyDetailsProps {
  readonly of: SigningKey;
  readonly onRetire: () => void;
  /** Null where keys have none, which is while practising. */
  readonly onPassphrase: ((task: PassphraseTask) => void) | null;
}

/** What is known of one key, its public half, and what its tokens call its algorithm. */
export function KeyDetails({ of, onRetire, onPassphrase }: KeyDetailsProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, refusal } = useActing();
  const { kid, algorithm, standing } = of;
  const isEd25519 = ed25519Names.includes(algorithm);
  const moment = (at: number | null) => (at === null ? t('common.never') : <Moment at={at} />);
  return (
    <article className="panel stack">
      <h2>{t('keys.signing')}</h2>
      <p className="quiet">{t(`keys.standingWhy.${standing}`)}</p>
      <Facts
        of={[
          [t('keys.thumbprint'), <code key="kid">{kid}</code>],
          [t('keys.algorithm'), isEd25519 ? t('keys.ed25519As', { name: algorithm }) : algorithm],
          [t(`keys.origin.${of.origin}`), <ExactMoment key="created" at={of.createdAt} />],
          [t('keys.firstUsed'), moment(of.firstUsedAt)],
          [t('keys.lastUsed'), moment(of.lastUsedAt)],
          [t('keys.signatures'), numberWords(of.signatures)],
          [t('keys.backup.backedUp'), moment(of.backedUpAt)],
          [t('keys.backup.proved'), moment(of.provedAt)],
          [t('keys.retired'), of.retiredAt === null ? null : <ExactMoment key="retired" at={of.retiredAt} />],
        ]}
      />
      {isEd25519 && standing !== 'retired' && (
        <SelectEntry
          label={t('keys.header')}
          hint={t('keys.headerWhy')}
          options={ed25519Names.map((name) => ({ value: name, words: name }))}
          value={algorithm}
          onChange={(header) => act(() => authority.nameAlgorithm({ kid, header }))}
        />
      )}
      <RefusalNotice refusal={refusal} title={t('review.actionRefused')} />
      {onPassphrase && standing !== 'retired' && standing !== 'lost' && (
        <PassphrasePanel of={of} onTask={onPassphrase} />
      )}
      {/* One with a passphrase of its own, which that of the key in use does not open. */}
      {of.locked && standing !== 'current' && (
        <div className="page-commands">
          <UnlockCommand lock={{ kid, passphrase: of.passphraseSetAt !== null }} />
        </div>
      )}
      <div className="panel-head">
        <h3>{t('keys.public')}</h3>
        <CopyCommand text={of.publicJwk} label={t('keys.copy')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="bytes-box" tabIndex={0} aria-label={t('keys.public')}>
        <pre>{of.publicJwk}</pre>
      </section>
      {standing !== 'current' && standing !== 'retired' && (
        <div className="dialog-commands">
          <Command icon={Archive} onPress={onRetire}>
            {t('keys.retire.open')}
          </Command>
        </div>
      )}
    </article>
  );
}
