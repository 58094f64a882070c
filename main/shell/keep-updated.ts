import { join } from 'node:path';
import { app } from 'electron';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desk.ts';
import type { Log } from '../log.ts';
import type { UpdateSource } from '../updates/source.ts';
import { toldFile } from '../updates/told.ts';
import { keepUpdated, type Upkeep } from '../updates/upkeep.ts';
import { appUpdater } from './app-updater.ts';
import { installation } from './installation.ts';
import { updateFeed } from './update-feed.ts';

/** Keeps this very installation current, for as long as `source` names a feed. */
export function keepAppUpdated(parts: {
  readonly desk: Desk;
  readonly home: string;
  readonly source: () => UpdateSource | null;
  readonly online: () => boolean;
  readonly quit: () => void;
  readonly clock: Clock;
  readonly log: Log;
}): Upkeep {
  const { desk, home, clock, log } = parts;
  return keepUpdated({
    ...parts,
    ...installation(),
    running: app.getVersion(),
    read: updateFeed(clock),
    installer: () => appUpdater({ home, clock, log }),
    pendingWork: desk.pendingWork,
    paused: () => desk.snapshot().paused !== null,
    told: toldFile(join(home, 'updates', 'told')),
    tell: (finding) => desk.tell(finding, 'update'),
    untell: () => desk.withdraw('update'),
    onChange: desk.changedElsewhere,
    random: Math.random,
  });
}
