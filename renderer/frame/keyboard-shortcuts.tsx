import { useTranslation } from 'react-i18next';
import { useLetterKeys } from '../letter-keys.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';

/** Every key that is a command somewhere in the window; `letter` ones can be switched off. */
const shortcuts = [
  { keys: ['J', 'K'], what: 'move', letter: true },
  { keys: ['↓', '↑'], what: 'arrows', letter: false },
  { keys: ['Home', 'End', 'PgUp', 'PgDn'], what: 'jump', letter: false },
  { keys: ['Enter'], what: 'open', letter: false },
  { keys: ['/'], what: 'search', letter: true },
  { keys: ['Esc'], what: 'leave', letter: false },
  { keys: ['X', 'Shift+X'], what: 'pick', letter: true },
  { keys: ['A'], what: 'approve', letter: true },
  { keys: ['R'], what: 'reject', letter: true },
  { keys: ['H'], what: 'hold', letter: true },
  { keys: ['S'], what: 'skip', letter: true },
  { keys: ['?'], what: 'help', letter: true },
] as const;

export function KeyboardShortcuts({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const byLetters = useLetterKeys();
  return (
    <DialogFrame title={t('keyboard.title')} onClose={onClose}>
      {!byLetters && <p>{t('keyboard.off')}</p>}
      <dl className="key-list">
        {shortcuts
          .filter(({ letter }) => byLetters || !letter)
          .map(({ keys, what }) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd className="key" key={key}>
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{t(`keyboard.keys.${what}`)}</dd>
            </div>
          ))}
      </dl>
      <div className="dialog-foot">
        <div className="dialog-commands">
          <Command look="primary" onPress={onClose} autoFocus>
            {t('common.close')}
          </Command>
        </div>
      </div>
    </DialogFrame>
  );
}
