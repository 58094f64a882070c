import { app, session } from 'electron';
import { APP_ORIGIN } from '../ipc/sender.ts';
import type { Log } from '../log.ts';

/** Denies every page everything that the app does not need, whoever made the page. Runs before any window exists. */
export function denyEverythingElse(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      log('warn', 'window-denied', { url: url.slice(0, 200) });
      return { action: 'deny' };
    });
    // WebRTC heeds neither the page's policy nor onBeforeRequest: without UDP all it can use is the proxy, which is none.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.on('will-attach-webview', (event) => event.preventDefault());
    // Where nobody chooses, Electron gives the page the first device it finds.
    contents.on('select-bluetooth-device', (event, _devices, choose) => {
      event.preventDefault();
      choose('');
    });
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      contents.on(event as 'will-navigate', (details: Electron.Event & { url?: string }) => {
        log('warn', 'navigation-denied', { url: String(details.url ?? '').slice(0, 200) });
        details.preventDefault();
      });
    }
  });
}

/** Where nobody answers: the discard port, for which a program would have to be the system's own. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * The page's session: no permission, no download, no request but for the page's own files, and no way into the network for
 * what asks for none. Settles before a page may be loaded.
 */
export async function lockSession(log: Log): Promise<void> {
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
  // Loopback is no exception here, as it would be otherwise.
  await page.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
}
