import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import catalogue from '../../../preload/words/en.json' with { type: 'json' };
import { builderConfiguration } from '../../../scripts/packaging/configuration.mjs';
import { desktopEntry, mimeTypes } from '../../../scripts/packaging/desktop-files.mjs';

const root = resolve(import.meta.dirname, '../../..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Commands and options as `countersign help` lists them. */
const help = catalogue.command.help;
const commands = [...new Set([...help.matchAll(/^ {2}countersign ([a-z-]+)/gm)].map(([, name = '']) => name))];
const options = [...new Set([...help.matchAll(/--[a-z]+/g)].map(([name]) => name))];

describe('what is packaged beside the app', () => {
  it('finds the commands that the help tells of', () => {
    expect(commands).toEqual(expect.arrayContaining(['add', 'list', 'status', 'open', 'help', 'check-config']));
    expect(options).toEqual(expect.arrayContaining(['--practice', '--json', '--filter']));
  });

  it.each(['countersign.1', 'completion.bash', 'completion.zsh', 'completion.fish'])('%s knows them all', (name) => {
    const text = read('scripts', 'packaging', 'linux', name).replaceAll('\\-', '-');
    const missing = [
      ...commands.filter((command) => !new RegExp(`(^|[\\s'"(])${command}([\\s'":,)\\\\]|$)`, 'm').test(text)),
      ...options.filter((option) => !text.includes(option) && !text.includes(`-l ${option.slice(2)}`)),
    ];
    expect(missing).toEqual([]);
  });

  it.runIf(has('bash'))('the completion for bash is bash, and completes', () => {
    const complete = (...words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`,
          'bash',
          join(root, 'scripts/packaging/linux/completion.bash'),
          ...words,
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split('\n');
    expect(complete('countersign', 'l')).toEqual(['list']);
    expect(complete('countersign', 'list', '--filter', '')).toEqual(['open', 'done', 'all']);
    expect(complete('countersign', 'add', '--p')).toEqual(['--practice']);
    expect(complete('countersign', 'open', '--')).toEqual(['--service']);
  });

  it.each(['after-install.sh', 'after-remove.sh'])('%s is a script for a plain shell', (name) => {
    expect(spawnSync('sh', ['-n', join(root, 'scripts/packaging/linux', name)]).status).toBe(0);
    // electron-builder takes this for a macro of its own.
    expect(read('scripts', 'packaging', 'linux', name)).not.toMatch(/\$\{/);
  });

  it('the desktop entry says what the app opens', async () => {
    const entry = desktopEntry(await builderConfiguration(), 'Signs');
    expect(entry).toMatch(/^\[Desktop Entry\]\n/);
    expect(entry).toContain('\nExec=/opt/Countersign/countersign %U\n');
    expect(entry).toContain('\nMimeType=x-scheme-handler/countersign;application/vnd.countersign.evidence+json;\n');
    // One key is one line.
    const keys = entry
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, line.indexOf('=')));
    expect(new Set(keys).size).toBe(keys.length);
    expect(mimeTypes(await builderConfiguration())).toContain('<glob pattern="*.evidence"/>');
  });

  it('electron-builder takes its configuration for every system', async () => {
    const { validateConfiguration } = await import('app-builder-lib/out/util/config/config.js');
    const { DebugLogger } = await import('builder-util');
    await expect(validateConfiguration(await builderConfiguration(), new DebugLogger(false))).resolves.toBeUndefined();
    await expect(
      validateConfiguration({ ...(await builderConfiguration()), nsis: { oneClik: false } }, new DebugLogger(false)),
    ).rejects.toThrow(/configuration\.nsis/);
  });
});
