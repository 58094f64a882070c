import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../preload/contract.ts';
import { draftOf, readDraft } from '../../../renderer/settings/draft.ts';

const values: Settings = {
  serviceName: 'Registry',
  address: 'https://scope.example',
  issuer: 'https://authority.example',
  trustedKeys: '',
  lifetimeDays: 365,
  undoSeconds: 5,
  pollSeconds: 10,
};

describe('reading the settings fields', () => {
  it('names only what was changed, numbers as numbers', () => {
    const draft = { ...draftOf(values), undoSeconds: '0', serviceName: ' Register ' };
    expect(readDraft(draft, values)).toEqual({ ok: true, changed: { undoSeconds: 0, serviceName: 'Register' } });
  });

  it('finds no change where there is none', () => {
    expect(readDraft(draftOf(values), values)).toEqual({ ok: true, changed: {} });
  });

  it.each(['', '1.5', '-1', '1e3', 'ten', '0x10'])('takes %j for no whole number', (text) => {
    const reading = readDraft({ ...draftOf(values), lifetimeDays: text }, values);
    expect(reading).toEqual({ ok: false, problems: { lifetimeDays: { code: 'not-a-number' } } });
  });
});
