import { Menu, type MenuItemConstructorOptions } from 'electron';
import { say } from '../words.ts';

/** The keys that a window is expected to know. The bar itself is shown on macOS only, where the system has it. */
export function setApplicationMenu({ close, quit }: { readonly close: () => void; readonly quit: () => void }): void {
  const file: MenuItemConstructorOptions[] = [
    { label: say('tray.closeWindow'), accelerator: 'CmdOrCtrl+W', click: close },
  ];
  const leave: MenuItemConstructorOptions = { label: say('tray.quit'), accelerator: 'CmdOrCtrl+Q', click: quit };
  const template: MenuItemConstructorOptions[] =
    process.platform === 'darwin'
      ? [
          { role: 'appMenu', submenu: [{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, leave] },
          { label: say('tray.menuFile'), submenu: file },
          // Without these roles macOS has no keys for copying and pasting.
          { label: say('tray.menuEdit'), role: 'editMenu' },
        ]
      : [{ label: say('tray.menuFile'), submenu: [...file, leave] }];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
