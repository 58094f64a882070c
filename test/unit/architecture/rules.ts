import type { Import, Source } from './sources.ts';

export interface Rule {
  readonly says: string;
  /** What breaks it, one line each; none when it holds. */
  readonly broken: (sources: readonly Source[]) => string[];
}

const inside = (path: string, places: readonly string[]): boolean =>
  places.some((place) => path === place || (place.endsWith('/') && path.startsWith(place)));

const eachImport = (says: string, allowed: (source: Source, taken: Import) => boolean): Rule => ({
  says,
  broken: (sources) =>
    sources.flatMap((source) =>
      source.imports
        .filter((taken) => !allowed(source, taken))
        .map((taken) => `${source.path} takes ${taken.names.join(', ')} from ${taken.specifier}`),
    ),
});

const eachUse = (names: readonly string[], allowed: Readonly<Record<string, string>>, rooms: string): Rule => ({
  says: `${names.join(', ')} only where real time or chance is meant`,
  broken: (sources) =>
    sources
      .filter(({ path }) => path.startsWith(rooms) && !inside(path, Object.keys(allowed)))
      .flatMap(({ path, uses }) => names.filter((name) => uses.has(name)).map((name) => `${path} uses ${name}`)),
});

/** Only these places may import the package, its subpaths included. */
const onlyIn = (name: string, ...places: string[]): Rule =>
  eachImport(
    `${name} is imported in ${places.join(', ') || 'no room'} only`,
    ({ path }, { specifier }) => !(specifier === name || specifier.startsWith(`${name}/`)) || inside(path, places),
  );

/** What is large and seldom needed: loaded where it is needed, by nothing that loads at the start. */
const onDemandOnly = (says: string, what: readonly string[]): Rule =>
  eachImport(says, ({ path }, { specifier, file, typeOnly, onDemand }) => {
    const named =
      what.includes(file ?? '') || what.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    return !named || typeOnly || onDemand || what.includes(path);
  });

/** Names of a module that only these places may take; taking all of them counts as taking these. */
const namesOnlyIn = (module: string, names: readonly string[], ...places: string[]): Rule =>
  eachImport(
    `${names.join(', ')} of ${module} only in ${places.join(', ')}`,
    ({ path }, taken) =>
      taken.specifier !== module ||
      inside(path, places) ||
      !taken.names.some((name) => name === '*' || name === 'default' || names.includes(name)),
  );

const of = (room: string, may: (taken: Import, source: Source) => boolean, says: string): Rule =>
  eachImport(says, (source, taken) => !inside(source.path, [room]) || may(taken, source));

const into = (room: string) => (taken: Import) => taken.file?.startsWith(room) ?? false;

/** What both sides of the preload may know: what is asked and answered, and the words for it. */
const shared = (taken: Import) => taken.file === 'preload/contract.ts' || into('preload/words/')(taken);

export const pureFiles = [
  'main/review/restatement.ts',
  'main/jobs/transitions.ts',
  'main/jobs/schedule.ts',
  'main/jobs/search-words.ts',
  'main/jobs/wire.ts',
  'main/policy/policy.ts',
  'main/policy/rules.ts',
  'main/outbox/backoff.ts',
  'main/outbox/delivery.ts',
  'main/signing/claims.ts',
  'main/audit/chain.ts',
  'main/audit/break.ts',
  'main/audit/found.ts',
  'main/audit/kept-head.ts',
  'main/audit/merkle.ts',
  'main/audit/note.ts',
  'main/audit/verify.ts',
  'main/evidence/form.ts',
  'main/evidence/reading.ts',
  'main/evidence/signatures.ts',
  'main/evidence/statements.ts',
  'main/evidence/record-proof.ts',
  'main/evidence/request-proof.ts',
  'main/evidence/decision-proof.ts',
  'main/evidence/judging.ts',
  'main/evidence/report.ts',
  'main/review/claim-rows.ts',
  'main/review/lookalikes.ts',
  'main/review/compact-token.ts',
  'main/memory/skeleton.ts',
  'main/memory/closeness.ts',
  'main/memory/claim-values.ts',
  'main/intake/parse.ts',
  'main/intake/inbox-file.ts',
  'main/intake/feed-page.ts',
  'main/intake/deep-link.ts',
  'main/command-line/arguments.ts',
  'main/managed/agreement.ts',
  'main/managed/fields.ts',
  'main/managed/problems.ts',
  'main/managed/reading.ts',
  'main/command-line/protocol.ts',
  'main/glance.ts',
  'main/electron-lines.ts',
  'main/updates/address.ts',
  'main/updates/decision.ts',
  'main/updates/manifest.ts',
  'main/overview.ts',
  'main/service-settings.ts',
  'main/ipc/service-guard.ts',
  'main/locale.ts',
  'main/strict-json.ts',
  'main/store/queue-sql.ts',
];
const effects =
  /^(node:)?(fs|http|https|http2|net|tls|dns|child_process|worker_threads|os)(\/|$)|^(electron|undici|libsql|keytar)/;

/** Where the wall clock and timers of the system are meant, and why. */
export const realTime: Readonly<Record<string, string>> = {
  'main/clock.ts': 'is the clock that everything else is given',
  'main/signing/keychain.ts': 'calls of the system keychain can hang for good, whatever a test clock says',
  'main/signing/secret-service.ts': 'a D-Bus call can hang for good, whatever a test clock says',
  'main/shell/practice-process.ts': 'waits for a real process to start and to end',
  'main/ipc/publish.ts': 'spares a real eye, and runs in Electron only',
  'main/practice/process.ts': 'lets the last message of a real process leave before it ends',
};
/** Where chance is drawn that is no secret, and why. */
export const chance: Readonly<Record<string, string>> = {
  'main/authority.ts': 'the default that a test replaces; it spreads looks and retries',
  'main/shell/keep-updated.ts': 'hands it to what spreads the checks of many desks',
};
export const timeNames = ['Date.now', 'new Date()', 'setTimeout', 'setInterval', 'setImmediate', 'performance.now'];
export const chanceNames = ['Math.random'];

const joseSigning = [
  'CompactSign',
  'FlattenedSign',
  'GeneralSign',
  'SignJWT',
  'UnsecuredJWT',
  'generateKeyPair',
  'generateSecret',
  'importPKCS8',
];

const noCycles: Rule = {
  says: 'no file imports itself, however far round',
  broken: (sources) => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const follow = (path: string, trail: readonly string[]) => {
      const start = trail.indexOf(path);
      if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '));
      if (start >= 0 || done.has(path)) return;
      for (const { file } of byPath.get(path)?.imports ?? []) {
        if (file !== null && byPath.has(file)) follow(file, [...trail, path]);
      }
      done.add(path);
    };
    for (const { path } of sources) follow(path, []);
    return cycles;
  },
};

export const rules: readonly Rule[] = [
  onlyIn('keytar', 'main/signing/keychain.ts'),
  onlyIn('@jellybrick/dbus-next', 'main/signing/secret-service.ts', 'main/shell/session-bus.ts'),
  onlyIn('libsql', 'main/store/database.ts'),
  onlyIn('undici', 'main/jobs/transport.ts', 'main/jobs/connections.ts'),
  onlyIn('jose', 'main/signing/'),
  onlyIn('electron-store', 'main/shell/settings.ts'),
  onlyIn('electron-updater', 'main/shell/app-updater.ts'),
  onlyIn('js-yaml', 'main/updates/manifest.ts'),
  onlyIn('semver', 'main/updates/manifest.ts'),
  onDemandOnly('what only updating needs is loaded only where there is a feed', [
    'electron-updater',
    'main/updates/feed.ts',
    'main/updates/manifest.ts',
  ]),
  onlyIn('@zxcvbn-ts', 'renderer/keys/estimator.ts'),
  onDemandOnly('the estimator of passphrases, with its dictionaries, is loaded when a new one is typed', [
    '@zxcvbn-ts',
    'renderer/keys/estimator.ts',
  ]),
  onlyIn('electron', 'main/entry.ts', 'main/index.ts', 'main/parts.ts', 'main/ipc/', 'main/shell/', 'preload/index.ts'),
  onlyIn('node:http', 'main/practice/http-server.ts'),
  onlyIn('node:https'),
  onlyIn('node:http2'),
  onlyIn('node:net', 'main/practice/', 'main/command-line/'),
  onlyIn('node:child_process', 'main/managed/system-tool.ts'),
  eachImport(
    'of node:child_process only execFile is taken: no shell, no process that is kept',
    (_, { specifier, names }) => specifier !== 'node:child_process' || names.every((name) => name === 'execFile'),
  ),
  onlyIn('node:timers'),
  onlyIn('node:sqlite'),
  // The doors by which a module could be had unseen.
  onlyIn('node:module'),
  onlyIn('module'),
  onlyIn('computed'),
  namesOnlyIn('jose', joseSigning, 'main/signing/signer.ts'),
  // Checkpoints of the record are notes and no tokens: jose, which signs those, can't sign them.
  namesOnlyIn('node:crypto', ['sign'], 'main/practice/', 'main/signing/record-key.ts'),
  namesOnlyIn('node:crypto', ['createSign', 'generateKeyPair', 'generateKeyPairSync'], 'main/practice/'),
  // PEM, encrypted PEM and the public half that belongs to a private one: jose knows only the first.
  namesOnlyIn(
    'node:crypto',
    ['createPrivateKey'],
    'main/practice/',
    'main/signing/incoming-key.ts',
    'main/signing/record-key.ts',
  ),
  namesOnlyIn('electron', ['ipcMain'], 'main/ipc/serve.ts'),
  namesOnlyIn('electron', ['ipcRenderer', 'contextBridge'], 'preload/index.ts'),
  {
    says: 'fetch, WebSocket and XMLHttpRequest are used nowhere',
    broken: (sources) =>
      sources.flatMap(({ path, uses }) =>
        ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'process.getBuiltinModule', 'net.fetch']
          .filter((name) => uses.has(name))
          .map((name) => `${path} uses ${name}`),
      ),
  },
  {
    says: 'ipcMain is named in main/ipc/serve.ts only, ipcRenderer and contextBridge in preload/index.ts only',
    broken: (sources) =>
      sources.flatMap(({ path, uses }) =>
        Object.entries({
          ipcMain: 'main/ipc/serve.ts',
          ipcRenderer: 'preload/index.ts',
          contextBridge: 'preload/index.ts',
        })
          .filter(([name, place]) => uses.has(name) && path !== place)
          .map(([name]) => `${path} names ${name}`),
      ),
  },
  eachUse(timeNames, realTime, 'main/'),
  eachUse(chanceNames, chance, 'main/'),
  of(
    'renderer/',
    (taken) => taken.file === null || shared(taken) || into('renderer/')(taken),
    'the page imports nothing of main, and of the preload only its contract and the words',
  ),
  of('renderer/', ({ specifier }) => !specifier.startsWith('node:'), 'the page imports nothing of Node'),
  of('preload/contract.ts', () => false, 'the contract imports nothing'),
  of(
    'preload/words/',
    (taken) => shared(taken) || (taken.specifier === 'i18next' && taken.typeOnly),
    'the words import the contract and each other, and have no effects',
  ),
  of(
    'preload/index.ts',
    ({ specifier }) => specifier === 'electron' || specifier === './contract.ts',
    'the preload imports electron and the contract, nothing else',
  ),
  of(
    'main/',
    (taken) => taken.file === null || shared(taken) || into('main/')(taken),
    'main imports itself, the contract and the words: nothing of the page, of tests or of scripts',
  ),
  of(
    'main/practice/',
    (taken) => taken.file === null || taken.file === 'main/clock.ts' || into('main/practice/')(taken),
    'the practice service shares nothing with the authority but the clock',
  ),
  eachImport(
    'the authority and everything below it knows neither the shell nor the channels',
    (source, taken) =>
      inside(source.path, ['main/entry.ts', 'main/index.ts', 'main/parts.ts', 'main/ipc/', 'main/shell/']) ||
      !(into('main/ipc/')(taken) || into('main/shell/')(taken)),
  ),
  eachImport(
    'pure files have no effects',
    (source, taken) => !pureFiles.includes(source.path) || taken.typeOnly || !effects.test(taken.specifier),
  ),
  noCycles,
];
