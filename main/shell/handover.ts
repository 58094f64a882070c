import { app } from 'electron';
import { type Start, startFrom, startOf } from './arguments.ts';

/** Takes the place of the only running app, or hands over to the one that has it what this start was for. */
export const takeDesk = (argv: readonly string[]): boolean =>
  app.requestSingleInstanceLock({ ...startOf(argv) } satisfies Start as Record<string, unknown>);

/**
 * Links, files and starts that come while the app runs. macOS hands over links and files as events, the first of them before the app is
 * ready: those are kept until somebody listens.
 */
export function listenForStarts(): (listener: (start: Start) => void) => void {
  const early: Start[] = [];
  let take = (start: Start): void => {
    early.push(start);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(startOf([url]));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(startOf([path]));
  });
  app.on('second-instance', (_event, _argv, _folder, handed) => take(startFrom(handed)));
  return (listener) => {
    take = listener;
    for (const start of early.splice(0)) listener(start);
  };
}

/** Windows learns from the running app whose notifications and links these are; the other systems when it is installed. */
export function makeKnown(): void {
  if (process.platform !== 'win32') return;
  app.setAppUserModelId('org.countersign.desktop');
  if (app.isPackaged) {
    // What follows the two hyphens is never taken for a switch, whatever a link holds.
    app.setAsDefaultProtocolClient('countersign', process.execPath, ['--']);
  }
}
