import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import type { Desk } from '../desk.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import { autostartEntry, autostartFile, type LoginCommand } from './autostart-entry.ts';

/** Has the system start the app at login, without a window, for as long as the setting says so. */
export function followLoginSetting(desk: Pick<Desk, 'settings' | 'onChange'>, log: Log): void {
  let kept: boolean | null = null;
  const follow = () => {
    const { startAtLogin } = desk.settings().values;
    if (startAtLogin === kept) return;
    kept = startAtLogin;
    keepLoginItem(startAtLogin, log);
  };
  desk.onChange(follow);
  follow();
}

/** Does nothing where it is so already. */
function keepLoginItem(wanted: boolean, log: Log): void {
  try {
    if (process.platform === 'linux') keepAutostartEntry(wanted, log);
    else keepSystemItem(wanted);
  } catch (fault) {
    log('warn', 'login-item-failed', { wanted, detail: faultText(fault) });
  }
}

function keepAutostartEntry(wanted: boolean, log: Log): void {
  const command = loginCommand();
  const folder = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart');
  const path = join(folder, autostartFile(command.env));
  const entry = wanted ? autostartEntry(command) : null;
  if (entry === readIfThere(path)) return;
  if (entry === null) rmSync(path, { force: true });
  else {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, entry, { mode: 0o600 });
  }
  log('info', 'login-item', { wanted });
}

function loginCommand(): LoginCommand {
  const { APPIMAGE, COUNTERSIGN_HOME, COUNTERSIGN_CONFIG } = process.env;
  return {
    // An AppImage runs from a folder that is gone when it ends: what stays is the image itself.
    program: APPIMAGE || process.execPath,
    args: [...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden'],
    env: { ...(COUNTERSIGN_HOME && { COUNTERSIGN_HOME }), ...(COUNTERSIGN_CONFIG && { COUNTERSIGN_CONFIG }) },
  };
}

/** macOS knows the app itself and starts it plainly; Windows keeps a command line. Neither keeps an environment. */
function keepSystemItem(wanted: boolean): void {
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden'];
  const item = process.platform === 'win32' ? { path: process.execPath, args: args.map(windowsQuoted) } : {};
  if (app.getLoginItemSettings(item).openAtLogin === wanted) return;
  app.setLoginItemSettings({ openAtLogin: wanted, ...item });
}

const windowsQuoted = (argument: string): string => (/\s/.test(argument) ? `"${argument}"` : argument);

/** Whether the system started the app by itself; on macOS it can't hand over a flag. */
export const startedByLogin = (): boolean =>
  process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin === true;

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
