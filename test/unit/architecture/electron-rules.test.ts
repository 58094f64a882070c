import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronRules, granted } from './electron-rules.ts';
import { readSource, sourcesIn } from './sources.ts';

const root = join(import.meta.dirname, '../../..');
const sources = sourcesIn(root, ['main', 'preload', 'renderer']).filter(({ path }) => !path.endsWith('vite.config.ts'));

describe("SECURITY 4, 7, 9, 10: the source keeps Electron's own security list", () => {
  it.each(electronRules)('$says', ({ broken }) => {
    expect(broken(sources)).toEqual([]);
  });

  it('with no exception that nothing needs any more', () => {
    for (const [path, { names, why }] of Object.entries(granted)) {
      const uses = sources.find((source) => source.path === path)?.uses ?? new Set();
      const used = names.filter((name) => [...uses].some((use) => use === name || use.endsWith(`.${name}`)));
      expect([path, used]).toEqual([path, names]);
      expect(why.length).toBeGreaterThan(20);
    }
  });
});

describe('a planted violation is found', () => {
  const window = (preferences: string) =>
    `new BrowserWindow({ webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, devTools: false, ${preferences} } });`;
  const [windowFile, securityFile, services] = [
    'main/shell/window.ts',
    'main/shell/security.ts',
    'main/shell/services.ts',
  ];

  it.each<[string, path: string, text: string]>([
    ['a page from the network', windowFile, `window.loadURL('https://example.org');`],
    ['a page that is worked out', windowFile, `window.loadURL(PAGE + hash);`],
    ['a page loaded elsewhere', 'main/index.ts', `window.loadURL(PAGE);`],
    ['a page from a file', windowFile, `window.loadFile('index.html');`],
    ['a file: address', windowFile, `const page = 'file:///index.html';`],
    ['a file: address in a template', windowFile, 'const page = `file:///index.html`;'],
    ['Node in the page', windowFile, window('nodeIntegration: true')],
    ['Node in the page, if the environment wants it', windowFile, window('nodeIntegration: process.env.X === "1"')],
    ['Node in workers', windowFile, window('nodeIntegrationInWorker: true')],
    ['no isolation', windowFile, window('contextIsolation: false')],
    ['no isolation, spelled otherwise', windowFile, window('"contextIsolation": !1')],
    ['no isolation, under a computed name', windowFile, window('["contextIsolation"]: false')],
    ['no sandbox', windowFile, window('sandbox: false')],
    ['no web security', windowFile, window('webSecurity: false')],
    ['developer tools', windowFile, window('devTools: true')],
    ['developer tools while developing', windowFile, window("devTools: process.env.NODE_ENV === 'development'")],
    ['mixed content', windowFile, window('allowRunningInsecureContent: true')],
    ['experiments', windowFile, window('experimentalFeatures: true')],
    ['features of the engine', windowFile, window("enableBlinkFeatures: 'X'")],
    ['webviews', windowFile, window('webviewTag: true')],
    ['a webview in the page', 'renderer/app.tsx', `export const A = () => <webview src="x" />;`],
    ['a window that says nothing', windowFile, `new BrowserWindow({ show: false });`],
    ['a window made elsewhere', 'main/shell/tray.ts', `new electron.BrowserWindow({ webPreferences });`],
    ['preferences from a variable', windowFile, `new BrowserWindow({ webPreferences });`],
    ['a view', 'main/shell/front.ts', `new WebContentsView();`],
    ['a second session', 'main/shell/front.ts', `session.fromPartition('x');`],
    ['permissions decided elsewhere', 'main/shell/front.ts', `page.setPermissionRequestHandler(yes);`],
    ['windows decided elsewhere', 'main/shell/front.ts', `contents.setWindowOpenHandler(yes);`],
    ['a window allowed', securityFile, `contents.setWindowOpenHandler(() => ({ action: 'allow' }));`],
    [
      'a policy with inline scripts',
      'main/shell/app-protocol.ts',
      `const policy = "script-src 'self' 'unsafe-inline'";`,
    ],
    ['a policy with eval', 'main/shell/app-protocol.ts', "const policy = `script-src 'unsafe-eval'`;"],
    ['a policy for everybody', 'main/shell/app-protocol.ts', `const policy = 'img-src *';`],
    ['code in a text', 'renderer/app.tsx', `eval(text);`],
    ['code in a text, newly made', 'renderer/app.tsx', `new Function(text);`],
    ['code put into the page', 'main/shell/front.ts', `contents.executeJavaScript(text);`],
    ['markup put into the page', 'renderer/app.tsx', `element.innerHTML = claim;`],
    ['markup by the name of a property', 'renderer/app.tsx', `element['innerHTML'] = claim;`],
    [
      'markup by way of React',
      'renderer/app.tsx',
      `const A = () => <p dangerouslySetInnerHTML={{ __html: claim }} />;`,
    ],
    ['the browser on an address of the page', services, `shell.openExternal(link);`],
    ['the browser on an address that is put together', services, `shell.openExternal('https://' + host);`],
    ['the browser opened elsewhere', 'main/shell/tray.ts', `shell.openExternal(links[name]);`],
    ['a file opened by its program', services, `shell.openPath(path);`],
    ['ipcRenderer handed to the page', 'preload/index.ts', `contextBridge.exposeInMainWorld('ipc', ipcRenderer);`],
    ['a call of ipcRenderer handed on', 'preload/index.ts', `const { invoke } = ipcRenderer;`],
    ['ipcRenderer that can send anything', 'preload/index.ts', `const send = (c) => ipcRenderer.sendSync(c);`],
    [
      'two bridges',
      'preload/index.ts',
      `contextBridge.exposeInMainWorld('a', a); contextBridge.exposeInMainWorld('b', b);`,
    ],
    ['blind trust', 'main/jobs/transport.ts', `new Pool(origin, { connect: { rejectUnauthorized: false } });`],
    [
      'trust that can be asked for',
      'main/jobs/transport.ts',
      `new Pool(origin, { connect: { rejectUnauthorized: strict } });`,
    ],
    ['a certificate waved through', securityFile, `app.on('certificate-error', accept);`],
    ['a flag of the engine', 'main/index.ts', `app.commandLine.appendSwitch('x');`],
    ['developer tools opened', 'main/shell/front.ts', `contents.openDevTools();`],
    ['secrets kept by the browser engine', 'main/signing/keychain.ts', `safeStorage.encryptString(key);`],
    ['dumps of crashes', 'main/index.ts', `crashReporter.start({ uploadToServer: false });`],
    ['a second process', 'main/desk.ts', `utilityProcess.fork('x.js');`],
    ['code in another context', 'main/desk.ts', `runInNewContext(text);`],
  ])('%s', (_, path, text) => {
    const found = electronRules.flatMap(({ broken }) => broken([readSource(path, text)]));
    // Rules about the whole source complain of any single file: that this one is complained of is what counts.
    expect(found.filter((wrong) => wrong.startsWith(path) || /called in (?!no place)/.test(wrong))).not.toEqual([]);
  });

  it('nobody listening, nobody denying', () => {
    const found = electronRules.flatMap(({ broken }) => broken([readSource('main/shell/security.ts', '')]));
    expect(found).toEqual(
      expect.arrayContaining([
        'nobody listens for will-navigate',
        'nobody listens for will-attach-webview',
        'setPermissionRequestHandler is called in no place',
        'setWindowOpenHandler is called in no place',
      ]),
    );
  });

  it('while an innocent source is not complained of', () => {
    const text = `
      import { contextBridge, ipcRenderer } from 'electron';
      // file: and eval and innerHTML are only spoken of here.
      const profile = { action: 'sign', sandboxed: false, file: 'a' };
      const ask = (argument: unknown) => ipcRenderer.invoke('authority/x', argument);
      contextBridge.exposeInMainWorld('authority', { ask });
    `;
    const found = electronRules.flatMap(({ broken }) => broken([readSource('preload/index.ts', text)]));
    expect(found.filter((wrong) => wrong.startsWith('preload/'))).toEqual([]);
  });
});
