import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../main/settings.ts';
import type { Settings } from '../../../preload/contract.ts';

describe('a change of settings', () => {
  it('is taken with its texts in their normal form', () => {
    const change = {
      address: ' https://scope.example/ ',
      issuer: ' https://a.example ',
      undoSeconds: 0,
      serviceName: 'x',
    };
    expect(checkSettings(change, [])).toEqual({
      values: { address: 'https://scope.example', issuer: 'https://a.example', undoSeconds: 0, serviceName: 'x' },
    });
  });

  it('may be empty', () => {
    expect(checkSettings({}, ['issuer'])).toEqual({ values: {} });
  });

  it('is refused whole, with the problem of every field', () => {
    expect(
      checkSettings({ address: 'http://a.example', issuer: '', trustedKeys: 'x', undoSeconds: 31, pollSeconds: 5 }, []),
    ).toEqual({
      problems: {
        address: { code: 'address-not-https' },
        issuer: { code: 'must-be-set' },
        trustedKeys: { code: 'trusted-keys-invalid', values: { detail: 'json-syntax' } },
        undoSeconds: { code: 'out-of-range', values: { min: 0, max: 30 } },
      },
    });
  });

  it('of what the administrator fixed is refused as that, whatever else is wrong with it', () => {
    expect(checkSettings({ address: 'ftp://x', undoSeconds: 99 }, ['address', 'undoSeconds'])).toEqual({
      problems: { address: { code: 'fixed-by-administrator' }, undoSeconds: { code: 'fixed-by-administrator' } },
    });
  });

  it.each<[keyof Settings, number]>([
    ['lifetimeDays', 0],
    ['lifetimeDays', 3651],
    ['undoSeconds', -0.1],
    ['undoSeconds', 30.1],
    ['undoSeconds', Number.NaN],
    ['pollSeconds', 0],
    ['pollSeconds', Number.POSITIVE_INFINITY],
  ])('%s = %d is out of range', (name, value) => {
    expect(checkSettings({ [name]: value }, [])).toMatchObject({ problems: { [name]: { code: 'out-of-range' } } });
  });

  it.each<[keyof Settings, number]>([
    ['lifetimeDays', 1],
    ['lifetimeDays', 3650],
    ['undoSeconds', 0],
    ['undoSeconds', 30],
    ['pollSeconds', 0.1],
    ['pollSeconds', 3600],
  ])('%s = %d is in range', (name, value) => {
    expect(checkSettings({ [name]: value }, [])).toEqual({ values: { [name]: value } });
  });
});
