import type { EventEmitter } from 'node:events';
import { Message, MessageType, sessionBus, Variant } from '@jellybrick/dbus-next';
import type { Clock } from '../clock.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';

const ANSWER_WITHIN_MS = 2_000;

export interface Signal {
  readonly face: string;
  readonly member: string;
  /** Only from whoever owns this name; from anybody where none is given. */
  readonly from?: string;
  /** Only where its first argument is this text. */
  readonly about?: string;
}

/**
 * The desktop's message bus, for as long as the app runs. Nothing here throws or waits for ever: a bus that is missing,
 * dead or slow simply has no answers and no signals.
 */
export interface SessionBus {
  /** The answer's values; null where there is none within two seconds, or an error. */
  ask(
    to: { readonly name: string; readonly path: string },
    method: readonly [face: string, member: string],
    signature?: string,
    values?: readonly unknown[],
  ): Promise<readonly unknown[] | null>;
  listen(signal: Signal, listener: (values: readonly unknown[]) => void): void;
  announce(path: string, signal: readonly [face: string, member: string], signature: string, values: unknown[]): void;
  close(): void;
}

export const noSessionBus: SessionBus = {
  ask: async () => null,
  listen: () => {},
  announce: () => {},
  close: () => {},
};

export const whole64 = (value: number): Variant => new Variant('x', BigInt(value));
export const yesNo = (value: boolean): Variant => new Variant('b', value);

const BUS = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };

export function openSessionBus(clock: Clock, log: Log, env = process.env): SessionBus {
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime } = env;
  // Without an address the library would try to start a bus of its own through X11.
  if (!(address ?? runtime) || address === 'disabled:') return noSessionBus;
  let lost = false;
  const lose = (fault: unknown) => {
    if (!lost) log('warn', 'session-bus-lost', { detail: faultText(fault) });
    lost = true;
  };
  const opened = attempt(() => sessionBus());
  if ('fault' in opened) {
    lose(opened.fault);
    return noSessionBus;
  }
  const bus = opened.value;
  (bus as EventEmitter).on('error', lose);

  const ask: SessionBus['ask'] = ({ name, path }, [face, member], signature = '', values = []) => {
    if (lost) return Promise.resolve(null);
    return new Promise((resolve) => {
      const giveUp = clock.after(ANSWER_WITHIN_MS, () => resolve(null));
      const message = new Message({
        destination: name,
        path,
        interface: face,
        member,
        signature,
        body: [...values],
      });
      bus
        .call(message)
        .then(
          (answer) => resolve(answer?.body ?? []),
          () => resolve(null),
        )
        .finally(giveUp);
    });
  };

  return {
    ask,
    listen: ({ face, member, from, about }, listener) => {
      const rule = [
        `type='signal',interface='${face}',member='${member}'`,
        from && `sender='${from}'`,
        about && `arg0='${about}'`,
      ];
      void ask(BUS, [BUS.name, 'AddMatch'], 's', [rule.filter(Boolean).join(',')]);
      bus.on('message', (message) => {
        if (message.type !== MessageType.SIGNAL || message.interface !== face || message.member !== member) return;
        // The bus itself signs as its own name; everybody else as a number that says nothing here.
        if (from === BUS.name && message.sender !== BUS.name) return;
        if (about !== undefined && message.body[0] !== about) return;
        listener(message.body);
      });
    },
    announce: (path, [face, member], signature, values) => {
      if (lost) return;
      const sent = attempt(() => bus.send(Message.newSignal(path, face, member, signature, values)));
      if ('fault' in sent) lose(sent.fault);
    },
    close: () => {
      lost = true;
      bus.disconnect();
    },
  };
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly fault: unknown } {
  try {
    return { value: work() };
  } catch (fault) {
    return { fault };
  }
}
