import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { useAuthority } from '../service.tsx';
import { refusalWords } from '../words/coded.ts';

/** Goes on with watching; where that is refused it says so beside itself. */
export function ResumeCommand() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  return (
    <>
      <Command
        icon={Play}
        busy={busy}
        onPress={({ target }) => {
          void act(() => authority.resumeWatching(null));
          // The button goes with the pause; the focus stays in its place.
          target.closest<HTMLElement>('[tabindex="-1"]')?.focus();
        }}
      >
        {t('pause.resume')}
      </Command>
      {refusal && (
        <span role="alert" className="quiet">
          {refusalWords(refusal)}
        </span>
      )}
    </>
  );
}
