import { describe, expect, it } from 'vitest';
import { matchesLockfile } from '../../../scripts/bring-up/node-packages.mjs';
import { missingPackages, offeredNames } from '../../../scripts/bring-up/system-packages.mjs';

describe('installed npm packages', () => {
  const lockfile = {
    packages: {
      '': { name: 'app', version: '1.0.0' },
      'node_modules/jose': { version: '6.0.0', integrity: 'sha512-a' },
      'node_modules/native-darwin': { version: '1.0.0', integrity: 'sha512-b', optional: true },
    },
  };
  const installed = (packages: object) => ({ packages });

  it('match when only packages for other systems are absent', () => {
    const jose = { 'node_modules/jose': { version: '6.0.0', integrity: 'sha512-a' } };
    expect(matchesLockfile(lockfile, installed(jose))).toBe(true);
  });

  it('differ when one is missing, has other bytes, another version, or is not in the lockfile', () => {
    const jose = { version: '6.0.0', integrity: 'sha512-a' };
    expect(matchesLockfile(lockfile, installed({}))).toBe(false);
    expect(matchesLockfile(lockfile, installed({ 'node_modules/jose': { ...jose, integrity: 'sha512-x' } }))).toBe(
      false,
    );
    expect(matchesLockfile(lockfile, installed({ 'node_modules/jose': { ...jose, version: '6.0.1' } }))).toBe(false);
    expect(matchesLockfile(lockfile, installed({ 'node_modules/jose': jose, 'node_modules/left': jose }))).toBe(false);
  });
});

describe('Debian packages', () => {
  it('are there under their own name or the one they were given for 64-bit times', () => {
    const listing = 'libnss3 ii \nlibgtk-3-0t64 ii \nxvfb rc \n';
    expect(missingPackages(['libnss3', 'libgtk-3-0', 'xvfb', 'dunst'], listing)).toEqual(['xvfb', 'dunst']);
  });

  it('are asked for by the name that this release offers', () => {
    const policy = [
      'libgtk-3-0t64:',
      '  Installed: (none)',
      '  Candidate: 3.24.41-4ubuntu1',
      '  Version table:',
      '     3.24.41-4ubuntu1 500',
      'dunstt64:',
      '  Installed: (none)',
      '  Candidate: (none)',
      '',
    ].join('\n');
    expect(offeredNames(['libgtk-3-0', 'dunst', 'xvfb'], policy)).toEqual(['libgtk-3-0t64', 'dunst', 'xvfb']);
    expect(offeredNames(['libgtk-3-0'], '')).toEqual(['libgtk-3-0']);
  });
});
