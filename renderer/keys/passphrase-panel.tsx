import { KeyRound, LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { ExactMoment } from '../parts/moment.tsx';

/** What is done about a key's passphrase: there is none yet, or there is one to change or to take away. */
export type PassphraseTask = 'set' | 'change' | 'remove';

interface PassphrasePanelProps {
  readonly of: SigningKey;
  readonly onTask: (task: PassphraseTask) => void;
}

/** Whether the keychain alone opens the key. */
export function PassphrasePanel({ of: { passphraseSetAt }, onTask }: PassphrasePanelProps) {
  const { t } = useTranslation();
  return (
    <section className="stack" aria-label={t('keys.passphrase.title')}>
      <h3>{t('keys.passphrase.title')}</h3>
      {passphraseSetAt === null ? (
        <p>{t('keys.passphrase.none')}</p>
      ) : (
        <p>
          {t('keys.passphrase.since')} <ExactMoment at={passphraseSetAt} />
          {'. '}
          {t('keys.passphrase.unlockToo')}
        </p>
      )}
      <div className="page-commands">
        {passphraseSetAt === null ? (
          <Command icon={LockKeyhole} onPress={() => onTask('set')}>
            {t('keys.passphrase.set')}
          </Command>
        ) : (
          <>
            <Command icon={KeyRound} onPress={() => onTask('change')}>
              {t('keys.passphrase.change')}
            </Command>
            <Command icon={LockKeyholeOpen} onPress={() => onTask('remove')}>
              {t('keys.passphrase.remove')}
            </Command>
          </>
        )}
      </div>
    </section>
  );
}
