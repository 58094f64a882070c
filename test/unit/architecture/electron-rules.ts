import type { Rule } from './rules.ts';
import { isNode, literal, memberOf, type Node, nameOf, type Source } from './sources.ts';

// Electron's security list (https://www.electronjs.org/docs/latest/tutorial/security), by its numbers, on the syntax tree
// of main, preload and page. What can't be read from the source is held elsewhere: 5 (what the permission handlers answer),
// 7 (the policy as it is sent) and 13 (where the page can go) by tests of the real window, 16 (Electron's own age) and 19
// (fuses) by those of the package.

type Check = (node: Node, source: Source) => string | null;

/** A rule that looks at every node of every source and says what is wrong with it. */
const each = (says: string, check: Check): Rule => ({
  says,
  broken: (sources) =>
    sources.flatMap((source) =>
      source.nodes.flatMap((node) => {
        const wrong = check(node, source);
        return wrong === null ? [] : [`${source.path} ${wrong}`];
      }),
    ),
});

/** The name of a property of an object, however it is written; null for what is none or can't be told. */
const keyOf = (node: Node): string | null =>
  node.type === 'Property' ? (literal(node.key) ?? (node.computed ? null : nameOf(node.key))) : null;

/** What a call or a `new` is of: the last name, `openExternal` of `electron.shell.openExternal(…)`. */
function calledOf(node: Node): string | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const { callee } = node;
  if (!isNode(callee)) return null;
  if (callee.type !== 'MemberExpression') return nameOf(callee);
  return callee.computed ? literal(callee.property) : nameOf(callee.property);
}

const argumentsOf = (node: Node): readonly unknown[] => (node.arguments as unknown[] | undefined) ?? [];

const truth = (node: unknown): unknown => (isNode(node) && node.type === 'Literal' ? node.value : undefined);

/** Settings that have one value wherever they are named. */
const fixed = (number: string, values: Readonly<Record<string, boolean>>): Rule =>
  each(
    `${number}. ${Object.entries(values)
      .map(([name, value]) => `${name} is ${value}`)
      .join(', ')}, in so many letters`,
    (node) => {
      const name = keyOf(node);
      if (name === null || !Object.hasOwn(values, name)) return null;
      return truth(node.value) === values[name] ? null : `does not set ${name} to ${values[name]}`;
    },
  );

/** What is allowed although its name is forbidden: by the place, the names and why. */
export const granted: Readonly<Record<string, { readonly names: readonly string[]; readonly why: string }>> = {
  'main/shell/memory.ts': {
    names: ['setFlagsFromString', 'runInNewContext'],
    why: 'asks the engine to collect what a page left behind: a constant flag and a constant script, once per ended page',
  },
  'main/shell/bare-session.ts': {
    names: ['fromPartition'],
    why: 'no page is ever shown in this session: main itself reads two small files with it, as the system reaches the network',
  },
};

/** Names that nothing may bear or reach for. */
const nowhere = (number: string, ...names: string[]): Rule =>
  each(`${number}. ${names.join(', ')} are named nowhere`, (node, { path }) => {
    const found =
      node.type === 'Identifier'
        ? nameOf(node)
        : node.type === 'MemberExpression'
          ? (literal(node.property) ?? nameOf(node.property))
          : node.type === 'JSXAttribute' || node.type === 'JSXOpeningElement'
            ? String((node.name as { name?: unknown }).name)
            : (keyOf(node) ?? (node.type === 'Literal' ? literal(node) : null));
    if (found === null || !names.includes(found)) return null;
    return granted[path]?.names.includes(found) ? null : `names ${found}`;
  });

/** Calls that only these places make, in the way that is looked at. */
const calls = (says: string, name: string, places: readonly string[], fits: (node: Node) => boolean = () => true) =>
  each(says, (node, { path }) => {
    if (calledOf(node) !== name) return null;
    if (!places.includes(path)) return `calls ${name}`;
    return fits(node) ? null : `calls ${name} in another way than is allowed`;
  });

const SHELL = 'main/shell/';
const policyWords = /unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe|\bhttps?:\/\/\*|(?:src|default)[^;]*\s\*/;

/** Each with what is wrong; a place that a rule names is where the thing belongs, and the only one. */
export const electronRules: readonly Rule[] = [
  calls('1. a window loads the constant PAGE, nothing else', 'loadURL', [`${SHELL}window.ts`], (node) => {
    const [what] = argumentsOf(node);
    return nameOf(what) === 'PAGE';
  }),
  nowhere('1, 18', 'loadFile', 'registerFileProtocol', 'interceptFileProtocol', 'registerHttpProtocol'),
  each('18. no file: address is made', (node) => {
    const text = node.type === 'TemplateElement' ? String((node.value as { cooked?: unknown }).cooked) : literal(node);
    return text !== null && /^file:/i.test(text) ? 'has a file: address' : null;
  }),
  fixed('2', { nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false }),
  fixed('3, 4', { contextIsolation: true, sandbox: true }),
  fixed('6', { webSecurity: true }),
  fixed('8, 9, 11', { webviewTag: false, enableWebSQL: false, devTools: false, navigateOnDragDrop: false }),
  nowhere(
    '8 to 10',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'enableBlinkFeatures',
    'enablePreferredSizeMode',
  ),
  nowhere('11', 'webview', 'allowpopups', 'WebView'),
  calls('2 to 11. a window is made in one place', 'BrowserWindow', [`${SHELL}window.ts`]),
  nowhere('2 to 11', 'BrowserView', 'WebContentsView', 'fromPartition', 'fromPath', 'desktopCapturer', 'remote'),
  {
    says: '2 to 11. every window says each of its protections',
    broken: (sources) => {
      const wanted = ['sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag', 'devTools'];
      return sources.flatMap(({ path, nodes }) =>
        nodes
          .filter((node) => calledOf(node) === 'BrowserWindow')
          .flatMap((node) => {
            const [options] = argumentsOf(node);
            const preferences = propertyOf(options, 'webPreferences');
            return wanted.filter((name) => !propertyOf(preferences, name)).map((name) => `${path} leaves out ${name}`);
          }),
      );
    },
  },
  ...(
    [
      'setPermissionRequestHandler',
      'setPermissionCheckHandler',
      'setDevicePermissionHandler',
      'setWindowOpenHandler',
    ] as const
  ).map((name) => ({
    says: `5, 14. ${name} is called, in security.ts alone`,
    broken: (sources: readonly Source[]) => {
      const callers = sources.flatMap(({ path, nodes }) =>
        nodes.filter((node) => calledOf(node) === name).map(() => path),
      );
      return callers.length === 1 && callers[0] === `${SHELL}security.ts`
        ? []
        : [`${name} is called in ${callers.join(', ') || 'no place'}`];
    },
  })),
  {
    says: '12, 13. what leads away from the page is listened for, in security.ts',
    broken: (sources) => {
      const wanted = [
        'will-attach-webview',
        'will-navigate',
        'will-redirect',
        'will-frame-navigate',
        'will-download',
        'select-bluetooth-device',
      ];
      const heard = new Set(
        sources.filter(({ path }) => path === `${SHELL}security.ts`).flatMap(({ nodes }) => nodes.map(literal)),
      );
      return wanted.filter((name) => !heard.has(name)).map((name) => `nobody listens for ${name}`);
    },
  },
  each('14. whoever asks for a window is denied it', (node, { path }) =>
    path === `${SHELL}security.ts` && keyOf(node) === 'action' && truth(node.value) !== 'deny'
      ? 'allows a window'
      : null,
  ),
  each('7. no word of a policy lets in what is not ours', (node) => {
    const text = node.type === 'TemplateElement' ? String((node.value as { cooked?: unknown }).cooked) : literal(node);
    return text !== null && policyWords.test(text) ? `says ${policyWords.exec(text)?.[0]}` : null;
  }),
  nowhere('7', 'bypassCSP', 'eval', 'Function', 'executeJavaScript', 'executeJavaScriptInIsolatedWorld', 'insertCSS'),
  nowhere(
    '7',
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'dangerouslySetInnerHTML',
    'createContextualFragment',
    'srcdoc',
    'srcDoc',
  ),
  calls('15. the browser is opened on an address of our own table', 'openExternal', [`${SHELL}services.ts`], (node) => {
    const [what] = argumentsOf(node);
    return isNode(what) && what.type === 'MemberExpression' && nameOf(what.object) === 'links';
  }),
  calls('a page is printed in one place, by the system', 'print', [`${SHELL}printing.ts`]),
  calls('a page becomes a file in one place', 'printToPDF', [`${SHELL}printing.ts`]),
  nowhere('15', 'openPath', 'showItemInFolder', 'beep', 'trashItem', 'writeShortcutLink'),
  each('17, 20. the bridge is exposed once, and ipcRenderer is never handed on', (node, { nodes }) => {
    if (calledOf(node) === 'exposeInMainWorld') {
      return nodes.filter((one) => calledOf(one) === 'exposeInMainWorld').length === 1 ? null : 'exposes two bridges';
    }
    if (nameOf(node) !== 'ipcRenderer') return null;
    // Its import, and the objects of the calls that are made of it, each of which is a node of its own.
    const calledMembers = nodes.filter((one) => /^ipcRenderer\.(invoke|on|removeListener)$/.test(memberOf(one) ?? ''));
    const imported = nodes.filter((one) => one.type === 'ImportSpecifier' && nameOf(one.local) === 'ipcRenderer');
    const known = [...calledMembers.map((one) => one.object), ...imported.flatMap((one) => [one.local, one.imported])];
    return known.includes(node) ? null : 'hands ipcRenderer on';
  }),
  each('25 of our own list. a certificate is never overridden', (node) =>
    keyOf(node) === 'rejectUnauthorized' && truth(node.value) !== true ? 'does not reject what is not trusted' : null,
  ),
  nowhere(
    '25 of our own list',
    'certificate-error',
    'setCertificateVerifyProc',
    'checkServerIdentity',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'ignore-certificate-errors',
    'select-client-certificate',
  ),
  nowhere(
    '3 of our own list',
    'appendSwitch',
    'appendArgument',
    'openDevTools',
    'toggleDevTools',
    'debugger',
    'setFlagsFromString',
  ),
  nowhere('19, 21 of our own list', 'safeStorage', 'crashReporter', 'writeHeapSnapshot', 'takeHeapSnapshot'),
  calls('a process of ours is started in one place', 'fork', [`${SHELL}practice-process.ts`]),
  nowhere(
    'no code is had by the back door',
    'binding',
    'dlopen',
    'Script',
    'runInThisContext',
    'runInNewContext',
    'importScripts',
  ),
];

function propertyOf(object: unknown, name: string): unknown {
  if (!isNode(object) || object.type !== 'ObjectExpression') return null;
  const properties = object.properties as readonly Node[];
  return properties.find((property) => keyOf(property) === name)?.value ?? null;
}
