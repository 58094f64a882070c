import { expect, it } from 'vitest';
import { backupReminder } from '../../../main/signing/backup-age.ts';

const DAY_MS = 24 * 3_600_000;
const key = { kid: 'k', algorithm: 'EdDSA', publicJwk: {}, origin: 'made', createdAt: 1_000 } as const;

it('a backup is to be proved 90 days after the key was made, and 90 days after it was last proved', () => {
  const said = (days: number, provedAfter?: number) =>
    backupReminder(
      [{ ...key, ...(provedAfter === undefined ? {} : { provedAt: 1_000 + provedAfter * DAY_MS }) }],
      'k',
      1_000 + days * DAY_MS,
    );
  expect(said(89.9)).toBeNull();
  expect(said(90)).toEqual({ code: 'backup-never-proved', values: { days: 90 } });
  expect(said(100, 20)).toBeNull();
  expect(said(111.5, 20)).toEqual({ code: 'backup-proof-old', values: { days: 91 } });
});

it('no key but the one in use is spoken of', () => {
  expect(backupReminder([key], 'another', 1_000 + 1_000 * DAY_MS)).toBeNull();
});
