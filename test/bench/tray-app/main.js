// The least that an Electron app in the tray can be; told to, it makes given requests in turn at a given pace.
import { fileURLToPath } from 'node:url';
import { app, Tray } from 'electron';
import { Pool } from 'undici';

const { TRAY_APP_HOME = '', TRAY_APP_ASKS } = process.env;
app.setPath('userData', TRAY_APP_HOME);
app.on('window-all-closed', () => {});

let tray;
void app.whenReady().then(() => {
  tray = new Tray(fileURLToPath(new URL('icon.png', import.meta.url)));
  tray.setToolTip('A tray app');
  if (TRAY_APP_ASKS) askForEver(JSON.parse(TRAY_APP_ASKS));
});

function askForEver({ origin, everyMs, headers, requests }) {
  const pool = new Pool(origin);
  let asked = 0;
  setInterval(async () => {
    const { method, path } = requests[asked++ % requests.length];
    const { body } = await pool.request({ method, path, headers, reset: false });
    await body.text();
  }, everyMs);
}
