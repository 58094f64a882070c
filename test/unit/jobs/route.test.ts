import { describe, expect, it } from 'vitest';
import { accessTo, plainAccess } from '../../../main/jobs/access.ts';
import { routesFrom } from '../../../main/jobs/route.ts';

describe('the ways that a PAC function names', () => {
  it.each([
    ['DIRECT', [{ via: 'direct' }]],
    ['PROXY proxy.example:3128', [{ via: 'proxy', url: 'http://proxy.example:3128' }]],
    [
      'PROXY a.example:80; HTTPS b.example:443 ;direct;',
      [{ via: 'proxy', url: 'http://a.example:80' }, { via: 'proxy', url: 'https://b.example:443' }, { via: 'direct' }],
    ],
    ['PROXY [::1]:8080', [{ via: 'proxy', url: 'http://[::1]:8080' }]],
    ['', []],
  ])('are read in their order (%j)', (said, routes) => {
    expect(routesFrom(said)).toEqual(routes);
  });

  it.each([
    'SOCKS5 a.example:1080',
    'SOCKS a.example',
    'PROXY',
    'PROXY a b',
    'PROXY user@a.example',
    'QUIC a.example:443',
  ])('are kept as unknown where they can not be taken, and never turned into another (%s)', (said) => {
    expect(routesFrom(said)).toEqual([{ via: 'unknown', said }]);
  });
});

describe('credentials', () => {
  it('are for the service’s own origin', () => {
    const access = { ...plainAccess, authorities: 'x', credentials: { authorization: 'Bearer a' } };
    expect(accessTo('https://scope.example', access, 'https://scope.example/api')).toBe(access);
    for (const other of ['https://scope.example:8443', 'http://scope.example', 'https://feed.example']) {
      expect(accessTo(other, access, 'https://scope.example/api')).toEqual({ ...access, credentials: {} });
    }
  });
});
