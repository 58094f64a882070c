import { clipboard, shell } from 'electron';
import type { LinkName } from '../../preload/contract.ts';
import type { ShellServices } from '../ipc/serve.ts';

/** Every address that the app can open; the page names one of them and can't add any. */
const links: Readonly<Record<LinkName, string>> = {
  'keyring-help': 'https://wiki.gnome.org/Projects/GnomeKeyring',
};

export const shellServices: ShellServices = {
  copyText: (text) => {
    clipboard.writeText(text);
    return { outcome: 'done' };
  },
  openLink: (link) => {
    void shell.openExternal(links[link]);
    return { outcome: 'done' };
  },
};
