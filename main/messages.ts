import type { Finding, Message } from '../preload/contract.ts';
import type { Clock } from './clock.ts';

const KEPT = 20;

/** What of a message is said anew takes the place of what was said before. */
export type Topic = 'waiting-links' | 'clipboard' | 'update';

/** What happened outside the window and a person should know, kept until it is dismissed; the newest first. */
export interface Messages {
  all(): readonly Message[];
  /** @param service name of the service that it is about, where there are several */
  add(finding: Finding, topic?: Topic, service?: string | null): void;
  /** What was said of it holds no more. */
  withdraw(topic: Topic): void;
  dismiss(id: number): void;
}

export function createMessages(clock: Clock): Messages {
  let messages: readonly (Message & { readonly topic?: Topic | undefined })[] = [];
  let last = 0;
  return {
    all: () => messages.map(({ id, at, finding, service }) => ({ id, at, finding, service })),
    add: (finding, topic, service = null) => {
      const text = (of: Pick<Message, 'finding' | 'service'>) => JSON.stringify([of.finding, of.service]);
      const same = text({ finding, service });
      const stands = messages.some((message) => message.topic === topic && text(message) === same);
      // How something stands, told again and unchanged, is no news.
      if (topic !== undefined && stands) return;
      last += 1;
      // Said again it counts as new; a heap of the same sentence tells nobody more.
      const others = messages.filter(
        (message) => text(message) !== same && (topic === undefined || message.topic !== topic),
      );
      messages = [{ id: last, at: clock.now(), finding, service, topic }, ...others].slice(0, KEPT);
    },
    withdraw: (topic) => {
      messages = messages.filter((message) => message.topic !== topic);
    },
    dismiss: (id) => {
      messages = messages.filter((message) => message.id !== id);
    },
  };
}
