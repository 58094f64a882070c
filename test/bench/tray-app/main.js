// The least that an Electron app in the tray can be; given an address, it asks there for jobs at the given pace.
import { fileURLToPath } from 'node:url';
import { app, Tray } from 'electron';
import { Pool } from 'undici';

const { TRAY_APP_HOME = '', TRAY_APP_ASKS, TRAY_APP_EVERY_MS } = process.env;
app.setPath('userData', TRAY_APP_HOME);
app.on('window-all-closed', () => {});

let tray;
void app.whenReady().then(() => {
  tray = new Tray(fileURLToPath(new URL('icon.png', import.meta.url)));
  tray.setToolTip('A tray app');
  if (TRAY_APP_ASKS) askForEver(new URL(TRAY_APP_ASKS));
});

function askForEver({ origin, pathname }) {
  const pool = new Pool(origin);
  setInterval(async () => {
    const { body } = await pool.request({ method: 'HEAD', path: pathname, reset: false });
    await body.dump();
  }, Number(TRAY_APP_EVERY_MS));
}
