import { describe, expect, it } from 'vitest';
import { type ManagedService, unmanaged, unmanagedService } from '../../../main/managed/managed-config.ts';
import { fixedOf, isOperators, onlyService } from '../../../main/service-settings.ts';

const service = (id: string, settings: ManagedService['settings'] = {}): ManagedService => ({
  ...unmanagedService,
  id,
  settings: { serviceName: id, address: `https://${id}.example`, issuer: `https://${id}.example`, ...settings },
});
const [live, east, west] = [service('live'), service('east'), service('west', { feed: 'https://west.example/feed' })];
const file = (...services: [ManagedService, ...ManagedService[]]) => ({
  ...unmanaged,
  settings: { undoSeconds: 9, lifetimeDays: 30 },
  services,
});

describe('what the operator can’t change of a service', () => {
  it('is nothing where nothing is managed', () => {
    expect(fixedOf(unmanaged, unmanagedService)).toEqual({});
    expect(isOperators(unmanaged, unmanagedService)).toBe(true);
  });

  it('is what the file says where it has the operator’s one service', () => {
    expect(fixedOf(file(live), live)).toEqual({ undoSeconds: 9, lifetimeDays: 30, ...live.settings });
  });

  it.each([
    ['one of several', file(live, west), live],
    ['the only one, under an id of its own', file(east), east],
  ])('is all that is a service’s alone, set or not, for %s', (_which, managed, of) => {
    expect(isOperators(managed, of)).toBe(false);
    expect(fixedOf(managed, of)).toEqual({
      undoSeconds: 9,
      lifetimeDays: 30,
      trustedKeys: '',
      ca: '',
      authHeader: '',
      feed: '',
      inboxFolder: '',
      ...of.settings,
    });
  });

  it('has a service’s own before what is fixed for all', () => {
    const strict = service('east', { undoSeconds: 30 });
    expect(fixedOf(file(strict, west), strict)).toMatchObject({ undoSeconds: 30, lifetimeDays: 30 });
    expect(fixedOf(file(strict, west), west)).toMatchObject({ undoSeconds: 9, feed: 'https://west.example/feed' });
  });

  it('belongs to no service while practising beside several', () => {
    expect(onlyService(file(east, west))).toBeNull();
    expect(onlyService(file(east))).toBe(east);
    expect(fixedOf(file(east, west), null)).toEqual({
      undoSeconds: 9,
      lifetimeDays: 30,
      serviceName: '',
      address: '',
      issuer: '',
      trustedKeys: '',
      ca: '',
      authHeader: '',
      feed: '',
      inboxFolder: '',
    });
  });
});
