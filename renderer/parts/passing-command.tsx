import type { LucideIcon } from 'lucide-react';
import type { ActionAnswer } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { refusalWords } from '../words/coded.ts';
import { Command } from './command.tsx';

interface PassingCommandProps {
  readonly icon: LucideIcon;
  readonly words: string;
  readonly onAct: () => Promise<ActionAnswer>;
}

/** A button that is gone once what it asks for is done: the focus stays in its place. Where it is refused it says so beside itself. */
export function PassingCommand({ icon, words, onAct }: PassingCommandProps) {
  const { act, busy, refusal } = useActing();
  return (
    <>
      <Command
        icon={icon}
        busy={busy}
        onPress={({ target }) => {
          void act(onAct);
          target.closest<HTMLElement>('[tabindex="-1"]')?.focus();
        }}
      >
        {words}
      </Command>
      {refusal && (
        <span role="alert" className="quiet">
          {refusalWords(refusal)}
        </span>
      )}
    </>
  );
}
