import { app, type BrowserWindow } from 'electron';

/** Quits in order: `stop` ends first, and the process exits only afterwards. A second copy brings the first one forward. */
export function keepOrder(window: () => BrowserWindow | null, reopen: () => void, stop: () => Promise<void>): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (!window()) reopen();
  });
  app.on('second-instance', () => {
    const current = window();
    if (!current) return reopen();
    if (current.webContents.isCrashed()) current.webContents.reload();
    if (current.isMinimized()) current.restore();
    current.focus();
  });
}
