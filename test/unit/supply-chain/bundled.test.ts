import { describe, expect, it } from 'vitest';
import { packageOf } from '../../../scripts/supply-chain/bundled.mjs';

describe('a module in a bundle', () => {
  it.each([
    ['/home/me/app/main/index.ts', null],
    ['/home/me/app/node_modules/jose/dist/webapi/index.js', 'node_modules/jose'],
    ['/home/me/app/node_modules/@tanstack/virtual-core/dist/index.js?v=1', 'node_modules/@tanstack/virtual-core'],
    ['/home/me/app/node_modules/conf/node_modules/ajv/dist/ajv.js', 'node_modules/conf/node_modules/ajv'],
    ['\0/home/me/app/node_modules/ajv/dist/ajv.js?commonjs-proxy', 'node_modules/ajv'],
    ['\0rolldown/runtime.js', 'node_modules/rolldown'],
    ['\0vite/preload-helper.js', 'node_modules/vite'],
  ])('%s is from %s', (id, place) => {
    expect(packageOf(id, '/home/me/app')).toBe(place);
  });

  it.each(['\0somebody:virtual', '/home/me/elsewhere/index.js'])(
    '%s is from nobody knows where, and stops the build',
    (id) => {
      expect(() => packageOf(id, '/home/me/app')).toThrow('nobody knows');
    },
  );
});
