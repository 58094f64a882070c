import { join } from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, Notification, type OpenDialogOptions, shell } from 'electron';
import type { FolderAnswer, LinkName } from '../../preload/contract.ts';
import { evidenceName } from '../evidence/name.ts';
import type { ShellServices } from '../ipc/serve.ts';
import type { Upkeep } from '../updates/upkeep.ts';
import { say } from '../words.ts';
import { pagePrinting } from './printing.ts';

/** Every address that the app can open; the page names one of them and can't add any. */
const links: Readonly<Record<LinkName, string>> = {
  'keyring-help': 'https://wiki.gnome.org/Projects/GnomeKeyring',
};

export interface ShellParts {
  readonly window: () => BrowserWindow | null;
  readonly tray: () => boolean;
  readonly online: () => boolean;
  readonly keepAlive: (busy: boolean) => void;
  readonly upkeep: Upkeep;
  /** Whether there is a session bus, on which Linux desktops tell what happens. */
  readonly sessionBus: boolean;
}

/** Has the system ask for something that is there. */
async function choose({ window }: ShellParts, options: OpenDialogOptions): Promise<FolderAnswer> {
  const over = window();
  const { filePaths } = await (over ? dialog.showOpenDialog(over, options) : dialog.showOpenDialog(options));
  const [path] = filePaths;
  return path === undefined ? { outcome: 'called-off' } : { outcome: 'chosen', path };
}

/** Has the system ask for a file to be written; it asks by itself before one is replaced. */
async function chooseTarget({ window }: ShellParts, title: string, name: string): Promise<FolderAnswer> {
  const options = {
    title,
    defaultPath: join(app.getPath('documents'), name),
    properties: ['showOverwriteConfirmation' as const],
  };
  const over = window();
  const { filePath } = await (over ? dialog.showSaveDialog(over, options) : dialog.showSaveDialog(options));
  return filePath ? { outcome: 'chosen', path: filePath } : { outcome: 'called-off' };
}

export const shellServices = (parts: ShellParts): ShellServices => ({
  ...pagePrinting(parts.window),
  copyText: (text) => {
    clipboard.writeText(text);
    return { outcome: 'done' };
  },
  openLink: (link) => {
    void shell.openExternal(links[link]);
    return { outcome: 'done' };
  },
  surroundings: () => ({
    tray: parts.tray(),
    notifications: Notification.isSupported(),
    online: parts.online(),
  }),
  chooseFolder: () =>
    choose(parts, { title: say('tray.chooseInbox'), properties: ['openDirectory', 'createDirectory'] }),
  chooseKeyFile: () => choose(parts, { title: say('tray.chooseKey'), properties: ['openFile'] }),
  chooseBackup: () => choose(parts, { title: say('tray.chooseBackup'), properties: ['openFile'] }),
  chooseBackupTarget: () => chooseTarget(parts, say('tray.chooseBackupTarget'), 'countersign.backup'),
  chooseKeySetTarget: () => chooseTarget(parts, say('tray.chooseKeySet'), 'jwks.json'),
  chooseEvidenceTarget: (jobIds) => chooseTarget(parts, say('tray.chooseEvidence'), evidenceName(jobIds)),
  chooseExportTarget: (name) => chooseTarget(parts, say('tray.chooseExport'), name),
  clipboard: async () => {
    // Earlier lines of Electron give it at once.
    const text = await clipboard.readText();
    const clear = async () => {
      if ((await clipboard.readText()) === text) clipboard.clear();
    };
    return { text, onTaken: () => void clear() };
  },
  screenLockTold: () => (process.platform !== 'linux' ? 'by-system' : parts.sessionBus ? 'by-desktop' : 'by-nobody'),
  keepAlive: parts.keepAlive,
  quit: () => {
    app.quit();
    return { outcome: 'done' };
  },
  updateStanding: parts.upkeep.standing,
  checkForUpdate: parts.upkeep.checkNow,
  restartToUpdate: parts.upkeep.restart,
});
