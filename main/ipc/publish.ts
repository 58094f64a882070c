import type { WebContents } from 'electron';
import { snapshotChannel } from '../../preload/contract.ts';
import type { Desk } from '../desk.ts';

/** At most this often: a thousand changes in a burst are one for the eye. */
const EVERY_MS = 100;

/** Sends the page a new snapshot whenever something changed. */
export function publish(desk: Desk, page: () => WebContents | null): void {
  let waiting = false;
  desk.onChange(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      const contents = page();
      if (contents && !contents.isDestroyed()) contents.send(snapshotChannel, desk.snapshot());
    }, EVERY_MS);
  });
}
