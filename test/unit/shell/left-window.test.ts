import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leftWindow } from '../../../main/shell/left-window.ts';

const left = { x: 10, y: -20, width: 1_000, height: 700, maximized: true };
let home: string;
const logged: string[] = [];
const open = () => leftWindow(home, (_level, event) => logged.push(event));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-left-'));
  logged.length = 0;
});
afterEach(() => rmSync(home, { recursive: true }));

describe('how the window was left', () => {
  it('is nothing at first, and is there again at the next start', () => {
    const window = open();
    expect(window.read()).toBeNull();
    window.write(left);
    expect(window.read()).toEqual(left);
    expect(open().read()).toEqual(left);
    expect(readdirSync(home)).toEqual(['window.json']);
    expect(statSync(join(home, 'window.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"x":1}',
    JSON.stringify({ ...left, x: 1.5 }),
    JSON.stringify({ ...left, maximized: 1 }),
  ])('is nothing where the file says %j', (text) => {
    writeFileSync(join(home, 'window.json'), text);
    expect(open().read()).toBeNull();
  });

  it('holds until the end where it can not be written, which stops nothing', () => {
    const window = open();
    rmSync(home, { recursive: true });
    window.write(left);
    expect(window.read()).toEqual(left);
    expect(logged).toEqual(['not-remembered']);
    home = mkdtempSync(join(tmpdir(), 'countersign-left-'));
  });

  it('is written only when it changes', () => {
    const window = open();
    window.write(left);
    writeFileSync(join(home, 'window.json'), 'other');
    window.write({ ...left });
    expect(readFileSync(join(home, 'window.json'), 'utf8')).toBe('other');
  });
});
