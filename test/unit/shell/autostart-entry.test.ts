import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autostartEntry, autostartFile } from '../../../main/shell/autostart-entry.ts';

/** Reads a value and splits a command line as the Desktop Entry Specification has it, 1.5, "The Exec key". */
function wordsOf(entry: string): string[] {
  const value = /^Exec=(.*)$/m.exec(entry)?.[1] ?? '';
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', s: ' ', '\\': '\\' };
  const line = value.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? `?${letter}`);
  return [...line.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|([^\s"]+)/g)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replace(/\\([\s\S])/g, '$1')).replaceAll('%%', '%'),
  );
}

const text = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((one) => !one.includes('\0'));

describe('the autostart entry', () => {
  it('is read back as exactly the command it was made of', () => {
    fc.assert(
      fc.property(text, fc.array(text), text, (program, args, home) => {
        const entry = autostartEntry({ program, args, env: { COUNTERSIGN_HOME: home } });
        expect(wordsOf(entry)).toEqual(['env', `COUNTERSIGN_HOME=${home}`, program, ...args]);
      }),
    );
  });

  it.each([
    ['/opt/Countersign/countersign', '/opt/Countersign/countersign'],
    ['/home/a b/app', '"/home/a b/app"'],
    ['/a$b', '"/a\\\\$b"'],
    ['/a\\b', '"/a\\\\\\\\b"'],
    ['/a"b', '"/a\\\\"b"'],
    ['/100%', '/100%%'],
  ])('writes %s as %s', (program, written) => {
    expect(autostartEntry({ program, args: [], env: {} })).toContain(`\nExec=${written}\n`);
  });

  it('needs no env where nothing of it is set', () => {
    expect(wordsOf(autostartEntry({ program: '/app', args: ['--hidden'], env: {} }))).toEqual(['/app', '--hidden']);
  });

  it('has a file of its own for every data folder, and the plain name for the usual one', () => {
    const of = (home: string) => autostartFile({ COUNTERSIGN_HOME: home });
    expect(autostartFile({ COUNTERSIGN_CONFIG: '/etc/managed.json' })).toBe('countersign.desktop');
    expect(of('/a')).toMatch(/^countersign-[0-9a-f]{8}\.desktop$/);
    expect(of('/a')).not.toBe(of('/b'));
  });

  it('names the program, so that a desktop passes over the entry once the app was removed', () => {
    const entry = autostartEntry({ program: '/opt/Countersign/countersign', args: ['--hidden'], env: {} });
    expect(entry).toContain('\nTryExec=/opt/Countersign/countersign\n');
  });
});
