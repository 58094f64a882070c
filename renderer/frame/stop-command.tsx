import { OctagonPause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { useAuthority } from '../service.tsx';
import { refusalWords } from '../words/coded.ts';

/** Stops all signing by one press and no question, whatever section the operator is in. */
export function StopCommand() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  return (
    <div className="stop-signing">
      <Command
        icon={OctagonPause}
        busy={busy}
        onPress={({ target }) => {
          void act(() => authority.stopSigning(null));
          // The button goes with the press; the focus stays in its place.
          target.closest<HTMLElement>('[tabindex="-1"]')?.focus();
        }}
      >
        {t('stop.begin')}
      </Command>
      {refusal && <p role="alert">{refusalWords(refusal)}</p>}
    </div>
  );
}
