import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chance, chanceNames, pureFiles, realTime, rules, timeNames } from './architecture/rules.ts';
import { readSource, sourcesIn } from './architecture/sources.ts';

const root = join(import.meta.dirname, '../..');
const sources = sourcesIn(root, ['main', 'preload', 'renderer']).filter(({ path }) => !path.endsWith('vite.config.ts'));

describe('the architecture', () => {
  it.each(rules)('holds that $says', ({ broken }) => {
    expect(broken(sources)).toEqual([]);
  });

  it('is read from the whole project', () => {
    expect(sources.length).toBeGreaterThan(100);
    for (const entry of ['main/index.ts', 'preload/contract.ts', 'renderer/main.tsx']) {
      expect(sources.map(({ path }) => path)).toContain(entry);
    }
  });

  it('names no pure file and grants no exception that is not there any more', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    expect(pureFiles.filter((path) => !byPath.has(path))).toEqual([]);
    const unused = (places: object, names: readonly string[]) =>
      Object.keys(places).filter((path) => !names.some((name) => byPath.get(path)?.uses.has(name)));
    expect(unused(realTime, timeNames)).toEqual([]);
    expect(unused(chance, chanceNames)).toEqual([]);
  });

  it('has each dangerous thing imported where it belongs, and not just nowhere', () => {
    const importers = (name: string) =>
      sources.filter(({ imports }) => imports.some(({ specifier }) => specifier === name)).map(({ path }) => path);
    expect(importers('keytar')).toEqual(['main/signing/keychain.ts']);
    expect(importers('libsql')).toEqual(['main/store/database.ts']);
    expect(importers('undici')).toEqual(['main/jobs/connections.ts', 'main/jobs/transport.ts']);
    expect(importers('electron-updater')).toEqual(['main/shell/app-updater.ts']);
    expect(importers('electron-store')).toEqual(['main/shell/settings.ts']);
    expect(importers('@jellybrick/dbus-next')).toEqual(['main/shell/session-bus.ts', 'main/signing/secret-service.ts']);
    expect(importers('jose')).toContain('main/signing/signer.ts');
  });
});

describe('a source that breaks the architecture is found', () => {
  const cases: Readonly<Record<string, readonly [path: string, text: string]>> = {
    'a second importer of the keychain': ['main/desk.ts', `import keytar from 'keytar';`],
    'one that loads it on demand': ['main/desk.ts', `const keytar = await import('keytar');`],
    'one that requires it': ['main/desk.ts', `const keytar = require('keytar');`],
    'one that makes a require of its own': ['main/desk.ts', `import { createRequire } from 'node:module';`],
    'one that calls such a require': ['main/desk.ts', `const keytar = nodeModule.createRequire(here)('keytar');`],
    'one that computes what it loads': ['main/desk.ts', `await import(['key', 'tar'].join(''));`],
    'one that passes it on': ['main/desk.ts', `export { default } from 'keytar';`],
    'a second importer of the database': ['main/audit/verify.ts', `import Libsql from 'libsql';`],
    'a subpath of a guarded package': ['main/audit/verify.ts', `import Libsql from 'libsql/promise';`],
    'a second client for HTTP': ['main/intake/feed.ts', `import { Pool } from 'undici';`],
    'a client built on node:http': ['main/intake/feed.ts', `import { request } from 'node:http';`],
    'a second user of the updater': ['main/desk.ts', `const updater = await import('electron-updater');`],
    'the updater loaded at the start': [
      'main/shell/app-updater.ts',
      `import { AppImageUpdater } from 'electron-updater';`,
    ],
    'its parts loaded at the start': ['main/updates/upkeep.ts', `import { readUpdateFeed } from './feed.ts';`],
    fetch: ['main/intake/feed.ts', `export const look = () => fetch('https://scope.example');`],
    'fetch beside a parameter of its name': ['main/intake/feed.ts', `const get = (fetch: F) => fetch(); fetch('/');`],
    'fetch by the back door': ['main/intake/feed.ts', `export const look = globalThis['fetch'];`],
    'jose outside of signing': ['main/review/subject-token.ts', `import { compactVerify } from 'jose';`],
    'a second place that signs': ['main/signing/claims.ts', `import { SignJWT } from 'jose';`],
    'a place that takes all of jose': ['main/signing/claims.ts', `import * as jose from 'jose';`],
    'signing with node:crypto': ['main/approval.ts', `import { sign } from 'node:crypto';`],
    'ipcMain elsewhere': ['main/shell/tray.ts', `import { ipcMain } from 'electron';`],
    'ipcMain under another name': ['main/shell/tray.ts', `import { ipcMain as channels } from 'electron';`],
    'ipcMain of all electron': [
      'main/shell/tray.ts',
      `import * as electron from 'electron'; electron.ipcMain.on('x', f);`,
    ],
    'electron below the authority': ['main/jobs/queue.ts', `import type { WebContents } from 'electron';`],
    'electron in a type alone': ['main/jobs/queue.ts', `let page: import('electron').WebContents;`],
    'a page that reaches into main': ['renderer/app.tsx', `import { judge } from '../main/policy/policy.ts';`],
    'a page that takes the preload': ['renderer/app.tsx', `import '../preload/index.ts';`],
    'a page that uses Node': ['renderer/app.tsx', `import { readFileSync } from 'node:fs';`],
    'a contract that imports': ['preload/contract.ts', `import type { Job } from '../main/jobs/job.ts';`],
    'main taking a part of the page': ['main/desk.ts', `import { words } from '../renderer/words/index.ts';`],
    'main taking a fake': ['main/desk.ts', `import { ManualClock } from '../test/fakes/clock.ts';`],
    'practice using the authority': ['main/practice/service.ts', `import { judge } from '../policy/policy.ts';`],
    'the authority using the shell': ['main/desk.ts', `import { openWindow } from './shell/window.ts';`],
    'an effect in a pure file': ['main/policy/policy.ts', `import { readFileSync } from 'node:fs';`],
    'a file that imports itself': ['main/jobs/job.ts', `import { isJobId } from './job.ts';`],
    'the wall clock': ['main/approval.ts', `export const at = Date.now();`],
    'the wall clock as a new date': ['main/approval.ts', `export const at = new Date();`],
    'a timer': ['main/approval.ts', `setTimeout(() => {}, 5);`],
    'a timer of the global object': ['main/approval.ts', `globalThis.setTimeout(() => {}, 5);`],
    'a timer handed on': ['main/approval.ts', `const later = setTimeout;`],
    chance: ['main/outbox/backoff.ts', `export const pause = Math.random();`],
  };

  it.each(Object.entries(cases))('%s', (_, [path, text]) => {
    const source = readSource(path, text);
    expect(rules.flatMap(({ broken }) => broken([source]))).not.toEqual([]);
  });

  it('a ring of three files', () => {
    const ring = ['a', 'b', 'c'].map((name, at, all) =>
      readSource(`main/${name}.ts`, `import type { X } from './${all[(at + 1) % all.length]}.ts';`),
    );
    expect(rules.flatMap(({ broken }) => broken(ring))).toEqual(['main/a.ts → main/b.ts → main/c.ts → main/a.ts']);
  });

  it('while an innocent one is not', () => {
    const text = `
      import type { Clock } from './clock.ts';
      import { z } from 'zod';
      export const later = (clock: Clock, at: string) => clock.after(new Date(at).getTime() - clock.now(), () => {});
      export const got = (fetch: () => string) => fetch();
      export const words = { fetch: 'to get', random: 'by chance' }.random;
    `;
    expect(rules.flatMap(({ broken }) => broken([readSource('main/later.ts', text)]))).toEqual([]);
  });
});

describe('the words of the project', () => {
  // Put together here, so that this file does not break its own rule.
  const forbidden = [
    ['TO', 'DO'],
    ['FIX', 'ME'],
    ['for ', 'now'],
  ].map((parts) => new RegExp(`\\b${parts.join('')}\\b`, parts[0] === 'TO' ? '' : 'i'));
  const found = (text: string) =>
    forbidden.filter((pattern) => pattern.test(text)).map((pattern) => `${text.match(pattern)?.[0]}`);

  it('put nothing off', () => {
    const files = ['main', 'preload', 'renderer', 'scripts', 'test'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(tsx?|mjs|css|html|json|md)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    expect(files.length).toBeGreaterThan(150);
    const broken = files.flatMap((path) =>
      found(readFileSync(path, 'utf8')).map((word) => `${relative(root, path)}: ${word}`),
    );
    expect(broken).toEqual([]);
  });

  it('would be found', () => {
    for (const parts of [
      ['// TO', 'DO: later'],
      ['good enough for ', 'now'],
      ['FIX', 'ME'],
    ]) {
      expect(found(parts.join(''))).toHaveLength(1);
    }
    expect(found('todo lists are forbidden for nowhere')).toEqual([]);
  });
});
