import { app } from 'electron';
import type { Clock } from '../clock.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';

export interface OrderParts {
  readonly leave: () => void;
  readonly stop: () => Promise<void>;
  readonly show: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Quits in order, whoever asks (menu, tray, page, a closing window, SIGTERM, the end of the session): `leave` is told at
 * once, `stop` ends first, and the process exits only afterwards.
 */
export function keepOrder(parts: OrderParts): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    void end(parts).finally(() => {
      state = 'stopped';
      // Not from inside this very event, which a stop that had nothing to wait for would be: Electron forgets it then.
      parts.clock.after(0, () => app.quit());
    });
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    // A library that settings are written with ends the process at once, and what was under way with it.
    process.removeAllListeners(signal);
    process.on(signal, () => app.quit());
  }
  // The app goes on without a window. Left to itself Electron would quit when the last one is destroyed.
  app.on('window-all-closed', () => {});
  app.on('activate', parts.show);
}

/** Nothing that fails on the way out keeps the app from ending. */
async function end({ leave, stop, log }: Pick<OrderParts, 'leave' | 'stop' | 'log'>): Promise<void> {
  try {
    leave();
  } catch (fault) {
    log('error', 'leave-failed', { detail: faultText(fault) });
  }
  await stop().catch((fault: unknown) => log('error', 'stop-failed', { detail: faultText(fault) }));
}
