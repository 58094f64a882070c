import { app, type Session, session } from 'electron';
import { APP_ORIGIN } from '../ipc/sender.ts';
import type { Log } from '../log.ts';

/** Denies every page everything that the app does not need, whoever made the page. Runs before any window exists. */
export function denyEverythingElse(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      log('warn', 'window-denied', { url: url.slice(0, 200) });
      return { action: 'deny' };
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      contents.on(event as 'will-navigate', (details: Electron.Event & { url?: string }) => {
        log('warn', 'navigation-denied', { url: String(details.url ?? '').slice(0, 200) });
        details.preventDefault();
      });
    }
  });
}

/** The page's session: no permission, no download, and no request but for the page's own files. */
export function lockSession(log: Log): Session {
  const page = session.defaultSession;
  page.setPermissionRequestHandler((_contents, permission, answer) => {
    log('warn', 'permission-denied', { permission });
    answer(false);
  });
  page.setPermissionCheckHandler(() => false);
  page.setDevicePermissionHandler(() => false);
  page.on('will-download', (event) => event.preventDefault());
  page.setSpellCheckerEnabled(false);
  page.webRequest.onBeforeRequest((details, answer) => {
    const allowed = details.url.startsWith(`${APP_ORIGIN}/`) || details.url.startsWith('data:');
    if (!allowed) log('warn', 'request-denied', { url: details.url.slice(0, 200) });
    answer({ cancel: !allowed });
  });
  return page;
}
