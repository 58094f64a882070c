import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile, replaceOwnFile } from '../../../main/whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe.each([
  ['in the app’s own folder', replaceOwnFile],
  ['at a place that a person chose', replaceFile],
])('a file %s', (_where, write) => {
  it('is replaced whole, is the operator’s alone, and leaves nothing beside it', () => {
    const path = join(folder, 'a.json');
    write(path, 'first');
    write(path, 'second');
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('is as it was where it can not be replaced', () => {
    const path = join(folder, 'gone', 'a.json');
    expect(() => write(path, 'x')).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file at a place that a person chose', () => {
  it('has the mode that it is to have', () => {
    const path = join(folder, 'jwks.json');
    replaceFile(path, '{}', { mode: 0o644 });
    expect(modeOf(path)).toBe(0o644);
  });

  it('takes nobody’s place where what was written is not good', () => {
    const path = join(folder, 'a.backup');
    writeFileSync(path, 'before');
    const check = (part: string) => {
      expect(readFileSync(part, 'utf8')).toBe('after');
      throw new Error('not good');
    };
    expect(() => replaceFile(path, 'after', { check })).toThrow('not good');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['a.backup']);
  });
});
