import { app, type BrowserWindow, clipboard, dialog, Notification, shell } from 'electron';
import type { LinkName } from '../../preload/contract.ts';
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
}

export function shellServices(parts: ShellParts): ShellServices {
  const printing = pagePrinting(parts.window);
  return {
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
    chooseFolder: async () => {
      const options = {
        title: say('tray.chooseInbox'),
        properties: ['openDirectory' as const, 'createDirectory' as const],
      };
      const window = parts.window();
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
      const [path] = filePaths;
      return path === undefined ? { outcome: 'called-off' } : { outcome: 'chosen', path };
    },
    keepAlive: parts.keepAlive,
    printPage: printing.print,
    savePage: printing.save,
    quit: () => {
      app.quit();
      return { outcome: 'done' };
    },
    updateStanding: parts.upkeep.standing,
    checkForUpdate: parts.upkeep.checkNow,
    restartToUpdate: parts.upkeep.restart,
  };
}
