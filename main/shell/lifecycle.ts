import { app } from 'electron';
import type { Clock } from '../clock.ts';

/**
 * Quits in order, whoever asks (menu, tray, page, a closing window, SIGTERM, the end of the session): `leave` is told at
 * once, `stop` ends first, and the process exits only afterwards.
 */
export function keepOrder(parts: {
  readonly leave: () => void;
  readonly stop: () => Promise<void>;
  readonly show: () => void;
  readonly clock: Clock;
}): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    parts.leave();
    void parts.stop().finally(() => {
      state = 'stopped';
      // Not from inside this very event, which a stop that had nothing to wait for would be: Electron forgets it then.
      parts.clock.after(0, () => app.quit());
    });
  });
  // The app goes on without a window. Left to itself Electron would quit when the last one is destroyed.
  app.on('window-all-closed', () => {});
  app.on('activate', parts.show);
}
