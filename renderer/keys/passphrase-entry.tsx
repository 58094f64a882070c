import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretEntry } from '../parts/secret-entry.tsx';
import type { Strength } from './estimator.ts';

/** What is good enough to be carried around on a disk. */
const ENOUGH: Strength = 3;

interface PassphraseEntryProps {
  /** What it is good for, and that nobody else has it. */
  readonly hint: string;
  readonly autoFocus: boolean;
  /** The passphrase once it is good enough and was typed twice alike; null until then. */
  readonly onChange: (passphrase: string | null) => void;
}

/** A new passphrase, typed twice, with an estimate of how many guesses it stands. It is loaded when it is needed. */
export function PassphraseEntry({ hint, autoFocus, onChange }: PassphraseEntryProps) {
  const { t } = useTranslation();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [strength, setStrength] = useState<Strength | null>(null);

  useEffect(() => {
    let current = true;
    if (first === '') setStrength(null);
    else {
      void import('./estimator.ts').then(({ estimate }) => {
        if (current) setStrength(estimate(first));
      });
    }
    return () => {
      current = false;
    };
  }, [first]);

  const good = first !== '' && strength !== null && strength >= ENOUGH;
  const taken = good && first === second ? first : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it changes, whoever listens by then
  useEffect(() => onChange(taken), [taken]);

  return (
    <>
      <SecretEntry
        label={t('keys.backup.passphrase')}
        hint={hint}
        value={first}
        onChange={setFirst}
        autoFocus={autoFocus}
      />
      {strength !== null && (
        <div className="strength" data-strength={strength}>
          <span className="strength-bar" aria-hidden="true">
            <span />
          </span>
          <span role="status">
            {t('keys.backup.strengthLabel', { word: t(`keys.backup.strength.${strength}`) })}
            {strength < ENOUGH && ` ${t('keys.backup.weak')}`}
          </span>
        </div>
      )}
      <SecretEntry
        label={t('keys.backup.again')}
        problem={second !== '' && !first.startsWith(second) ? t('keys.backup.differ') : null}
        value={second}
        onChange={setSecond}
      />
    </>
  );
}
