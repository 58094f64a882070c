import { app, net, powerMonitor } from 'electron';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desk.ts';
import { watchScreenLock } from './screen-lock.ts';
import type { SessionBus } from './session-bus.ts';

const LOOK_FOR_NETWORK_EVERY_MS = 5_000;

export interface Machine {
  stop(): void;
}

/** What happens to the machine around the app: put on the record, and jobs are looked at as soon as that is of use again. */
export function watchMachine(
  desk: Pick<Desk, 'note' | 'awake'>,
  bus: SessionBus,
  clock: Clock,
  onScreenLock: (locked: boolean) => void,
): Machine {
  powerMonitor.on('suspend', () => desk.note('suspended'));
  powerMonitor.on('resume', () => {
    desk.note('resumed');
    desk.awake();
  });
  const screenLocked = (locked: boolean) => {
    desk.note(locked ? 'screen-locked' : 'screen-unlocked');
    onScreenLock(locked);
  };
  powerMonitor.on('lock-screen', () => screenLocked(true));
  powerMonitor.on('unlock-screen', () => screenLocked(false));
  watchScreenLock(bus, screenLocked);
  // The system waits for those who ask it to; what is under way ends in order.
  powerMonitor.on('shutdown', ((event: Electron.Event) => {
    event.preventDefault();
    app.quit();
  }) as () => void);

  let online = net.isOnline();
  const look = () => {
    const now = net.isOnline();
    if (now !== online) {
      online = now;
      desk.note(now ? 'online' : 'offline');
      if (now) desk.awake();
    }
    cancel = clock.after(LOOK_FOR_NETWORK_EVERY_MS, look);
  };
  let cancel = clock.after(LOOK_FOR_NETWORK_EVERY_MS, look);
  return {
    stop: () => cancel(),
  };
}
