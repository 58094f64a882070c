import { describe, expect, it } from 'vitest';
import { allows, forShipping, forTools } from '../../../scripts/supply-chain/licences.mjs';
import { lockedPackages } from '../../../scripts/supply-chain/lockfile.mjs';

describe('SECURITY 30: the licence', () => {
  it('of every package in the lockfile is one that was agreed to', () => {
    const packages = Object.entries(lockedPackages()).filter(([place]) => place !== '');
    const others = packages.filter(([, { license }]) => !allows(license, forTools));
    expect(others.map(([place, { license }]) => `${place}: ${license}`)).toEqual([]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['WTFPL OR ISC', true],
    ['Apache-2.0 AND MIT', true],
    ['GPL-3.0-only', false],
    ['AGPL-3.0-or-later', false],
    ['MIT AND GPL-3.0-only', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['MPL-2.0', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
    ['Free for all', false],
    ['', false],
    [undefined, false],
  ])('%s may be shipped: %s', (expression, may) => {
    expect(allows(expression, forShipping)).toBe(may);
  });
});
