import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../preload/contract.ts';
import { draftOf, edited, readDraft } from '../../../renderer/settings/draft.ts';

const values: Settings = {
  serviceName: 'Registry',
  address: 'https://scope.example',
  issuer: 'https://authority.example',
  trustedKeys: '',
  lifetimeDays: 365,
  undoSeconds: 5,
  ca: '',
  authHeader: '',
  rejectReasons: '',
  pollSeconds: 10,
  feed: '',
  inboxFolder: '',
  notify: true,
  quietFrom: '',
  quietUntil: '',
  keepRunning: true,
  startAtLogin: false,
  lockAfterMinutes: 0,
  lockOnSuspend: false,
  lockOnScreenLock: false,
  language: 'system',
  letterKeys: true,
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

  it('names switches that were turned, and only those', () => {
    const draft = { ...draftOf(values), notify: false, startAtLogin: false };
    expect(readDraft(draft, values)).toEqual({ ok: true, changed: { notify: false } });
  });

  it('takes quiet hours with both ends or none, and names the end that is missing', () => {
    const half = { ...draftOf(values), quietFrom: '18:00' };
    expect(readDraft(half, values)).toEqual({ ok: false, problems: { quietUntil: { code: 'quiet-hours-half' } } });
    expect(readDraft({ ...half, quietUntil: '7:30' }, values)).toEqual({
      ok: true,
      changed: { quietFrom: '18:00', quietUntil: '7:30' },
    });
    const were = { ...values, quietFrom: '18:00', quietUntil: '08:00' };
    expect(readDraft(draftOf(values), were)).toEqual({ ok: true, changed: { quietFrom: '', quietUntil: '' } });
  });
});

describe('the edits of the settings fields', () => {
  it('hold what is not as it was, and forget a field that is as it was again', () => {
    const edits = edited(edited({}, 'serviceName', 'Register', values), 'notify', false, values);
    expect(edits).toEqual({ serviceName: 'Register', notify: false });
    expect(edited(edits, 'notify', true, values)).toEqual({ serviceName: 'Register' });
    expect(edited({}, 'undoSeconds', '5', values)).toEqual({});
    expect(draftOf(values, edits)).toMatchObject({ serviceName: 'Register', notify: false, lifetimeDays: '365' });
  });
});
