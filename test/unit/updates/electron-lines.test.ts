import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronFinding, electronLines, electronStanding, linesAsOf } from '../../../main/electron-lines.ts';
import { findingWords } from '../../../main/words.ts';
import type { ElectronSupport } from '../../../preload/contract.ts';
import { checkElectronSupport } from '../../../scripts/electron/support.mjs';

const root = join(import.meta.dirname, '../../..');
const on = (day: string) => Date.parse(`${day}T12:00:00Z`);
const standing = (electron: string, day: string) => electronStanding({ electron, packaged: true }, on(day));

describe('SECURITY 1: the Electron in use', () => {
  const cases: readonly [string, string, ElectronSupport][] = [
    ['44.4.3', '2026-11-25', 'supported'],
    ['44.11.5', '2026-11-25', 'supported'],
    ['44.5.0', '2026-11-25', 'supported'],
    ['44.4.2', '2026-11-25', 'below-floor'],
    ['44.3.9', '2026-11-25', 'below-floor'],
    ['44.4.3-beta.1', '2026-11-25', 'below-floor'],
    ['43.7.3', '2026-11-25', 'supported'],
    ['43.7.2', '2026-11-25', 'below-floor'],
    ['43.8.12', '2026-12-06', 'supported'],
    ['43.8.12', '2026-12-07', 'ends-soon'],
    ['43.8.12', '2027-01-05', 'ends-soon'],
    ['43.8.12', '2027-01-06', 'out-of-support'],
    ['43.7.2', '2027-01-06', 'out-of-support'],
    ['42.11.5', '2026-10-20', 'below-floor'],
    ['42.11.6', '2026-11-25', 'out-of-support'],
    ['33.2.1', '2026-11-25', 'out-of-support'],
    ['45.0.0', '2026-11-25', 'supported'],
    ['46.0.0', '2027-01-20', 'unknown-newer'],
    ['', '2026-11-25', 'out-of-support'],
  ];
  it.each(cases)('%s on %s is %s', (version, day, support) => {
    expect(standing(version, day).support).toBe(support);
  });

  it('is told in words where it is not safe, and only there', () => {
    const words = (version: string) => {
      const found = electronFinding(standing(version, '2026-11-25'));
      return found && findingWords(found);
    };
    expect(words('33.2.1')).toMatch(/Electron 33\.2\.1.*gets no more security fixes.*administrator/);
    expect(words('44.4.2')).toMatch(/Electron 44\.4\.2.*known faults that 44\.4\.3 mends.*administrator/);
    expect([words('45.4.1'), words('46.0.0')]).toEqual([null, null]);
  });

  it('has a row for the line that this project is packaged with, safe on the day of the table', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    expect(standing(packages['node_modules/electron'].version, linesAsOf).support).toBe('supported');
  });

  it('is one of lines that follow each other, each supported longer than the one before', () => {
    const [first] = electronLines;
    expect(electronLines.map(({ major }) => major)).toEqual(electronLines.map((_, at) => (first?.major ?? 0) + at));
    const ends = electronLines.map(({ until }) => Date.parse(until));
    expect(ends).toEqual([...ends].sort((one, other) => one - other));
    expect(ends.every(Number.isFinite)).toBe(true);
  });
});

describe('SECURITY 1: packaging', () => {
  const now = on('2026-11-25');

  it('goes on with a supported Electron, and says when that ends soon', async () => {
    expect(await checkElectronSupport('45.4.1', { now })).toBeNull();
    expect(await checkElectronSupport('43.8.12', { now: on('2026-12-20') })).toContain(
      'supported until 2027-01-05 only',
    );
  });

  it.each([
    ['33.2.1', 'gets no more security fixes'],
    ['44.4.2', 'known faults that 44.4.3 mends'],
    ['46.0.0', 'has no row'],
  ])('stops with Electron %s, and a smoke build is told instead', async (version, reason) => {
    await expect(checkElectronSupport(version, { now })).rejects.toThrow(reason);
    await expect(checkElectronSupport(version, { now })).rejects.toThrow('Nothing was packaged.');
    expect(await checkElectronSupport(version, { now, smoke: true })).toContain(reason);
  });
});
