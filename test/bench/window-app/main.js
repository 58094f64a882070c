// The least that an Electron app with a window can be.
import { app, BrowserWindow } from 'electron';

app.setPath('userData', process.env.WINDOW_APP_HOME ?? '');
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false, title: 'Empty' });
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL('data:text/html,<!doctype html><title>Empty</title><p>Empty');
});
