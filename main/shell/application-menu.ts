import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { say } from '../words.ts';

/** The keys that a window is expected to know. The bar itself is shown on macOS only, where the system has it. */
export function setApplicationMenu({ close, quit }: { readonly close: () => void; readonly quit: () => void }): void {
  const file: MenuItemConstructorOptions[] = [
    { label: say('tray.closeWindow'), accelerator: 'CmdOrCtrl+W', click: close },
  ];
  const leave: MenuItemConstructorOptions = { label: say('tray.quit'), accelerator: 'CmdOrCtrl+Q', click: quit };
  const view: MenuItemConstructorOptions = { label: say('tray.menuView'), submenu: zooming() };
  const template: MenuItemConstructorOptions[] =
    process.platform === 'darwin'
      ? [
          { role: 'appMenu', submenu: [{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, leave] },
          { label: say('tray.menuFile'), submenu: file },
          // Without these roles macOS has no keys for copying and pasting.
          { label: say('tray.menuEdit'), role: 'editMenu' },
          view,
        ]
      : [{ label: say('tray.menuFile'), submenu: [...file, leave] }, view];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  // A window that is there already would show the new bar.
  for (const window of BrowserWindow.getAllWindows()) window.setMenuBarVisibility(false);
}

/** Chromium keeps the size for the page's host, in the session's own preferences: it is there again at the next start. */
function zooming(): MenuItemConstructorOptions[] {
  const also = (role: 'zoomIn' | 'zoomOut' | 'resetZoom', accelerator: string): MenuItemConstructorOptions => ({
    role,
    accelerator,
    visible: false,
    acceleratorWorksWhenHidden: true,
  });
  return [
    { role: 'zoomIn', label: say('tray.zoomIn'), accelerator: 'CmdOrCtrl+Plus' },
    { role: 'zoomOut', label: say('tray.zoomOut'), accelerator: 'CmdOrCtrl+-' },
    { role: 'resetZoom', label: say('tray.zoomReset'), accelerator: 'CmdOrCtrl+0' },
    // Where plus is on the key of the equals sign nobody holds Shift for it; and the keypad has keys of its own.
    also('zoomIn', 'CmdOrCtrl+='),
    also('zoomIn', 'CmdOrCtrl+numadd'),
    also('zoomOut', 'CmdOrCtrl+numsub'),
    also('resetZoom', 'CmdOrCtrl+num0'),
  ];
}
