import type { Finding, Message } from '../preload/contract.ts';
import type { Clock } from './clock.ts';

const KEPT = 20;

/** What happened outside the window and a person should know, kept until it is dismissed; the newest first. */
export interface Messages {
  all(): readonly Message[];
  add(finding: Finding): void;
  dismiss(id: number): void;
}

export function createMessages(clock: Clock): Messages {
  let messages: readonly Message[] = [];
  let last = 0;
  return {
    all: () => messages,
    add: (finding) => {
      last += 1;
      const same = JSON.stringify(finding);
      // Said again it counts as new; a heap of the same sentence tells nobody more.
      const others = messages.filter((message) => JSON.stringify(message.finding) !== same);
      messages = [{ id: last, at: clock.now(), finding }, ...others].slice(0, KEPT);
    },
    dismiss: (id) => {
      messages = messages.filter((message) => message.id !== id);
    },
  };
}
