import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActing } from '../acting.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { refusalWords } from '../words/coded.ts';

/** Locks the keys of every service, without asking: nothing is lost by it. */
export function LockCommand() {
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  return (
    <>
      <Command
        icon={Lock}
        busy={busy}
        onPress={({ target }) => {
          void act(() => authority.lock(null));
          // The button goes; the focus stays in its place.
          target.closest<HTMLElement>('[tabindex="-1"]')?.focus();
        }}
      >
        {t('lock.now')}
      </Command>
      {refusal && (
        <span role="alert" className="quiet">
          {refusalWords(refusal)}
        </span>
      )}
    </>
  );
}
