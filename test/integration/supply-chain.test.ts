import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import CycloneDX from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../scripts/bring-up/bundles.mjs';
import { readBundled } from '../../scripts/supply-chain/bundled.mjs';
import { allows, forShipping } from '../../scripts/supply-chain/licences.mjs';
import { lockedPackages } from '../../scripts/supply-chain/lockfile.mjs';
import { writeNotices } from '../../scripts/supply-chain/notices.mjs';
import { sbomText, writeSbom } from '../../scripts/supply-chain/sbom.mjs';
import { shippedPackages, thisMachine } from '../../scripts/supply-chain/shipped.mjs';

const folder = mkdtempSync(join(tmpdir(), 'supply-chain-'));
const packages = lockedPackages();

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly object[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Sbom {
  readonly metadata: { readonly timestamp?: string; readonly component: Component };
  readonly components: readonly Component[];
}

const namesIn = ({ components }: Sbom) => components.map(({ group, name }) => (group ? `${group}/${name}` : name));

const dist = join(import.meta.dirname, '../../dist');

/** The packages of which main's source maps say that a line of a bundle is from them. */
function packagesInMaps(): Set<string> {
  const folder = join(dist, 'main');
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.map'))
    .flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { sources: string[] }).sources);
  const places = sources.map((source) => /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0]);
  return new Set(places.filter((place) => place !== undefined));
}

beforeAll(buildApp, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('SECURITY 30: the bill of materials', () => {
  const write = async (name: string, options: object = {}) =>
    readFileSync(await writeSbom({ to: join(folder, name), ...options }), 'utf8');

  it('is valid CycloneDX 1.6, and a broken one is not', async () => {
    const text = await write('valid.json');
    const validator = new CycloneDX.Validation.JsonStrictValidator(CycloneDX.Spec.Version.v1dot6);
    expect(await validator.validate(text)).toBeNull();
    expect(await validator.validate(text.replace('"type": "library"', '"type": "thing"'))).not.toBeNull();
  });

  it('holds what is bundled and installed and Electron, and no tool', async () => {
    const names = namesIn(JSON.parse(await write('names.json', { target: { platform: 'linux', arch: 'x64' } })));
    expect(names).toEqual(
      expect.arrayContaining([
        'electron',
        'react',
        'react-dom',
        'jose',
        'zod',
        'undici',
        '@github/keytar',
        'libsql',
        '@libsql/linux-x64-gnu',
        '@jellybrick/dbus-next',
      ]),
    );
    for (const tool of ['vitest', 'playwright', 'typescript', '@biomejs/biome', 'electron-builder', 'fast-check']) {
      expect(names).not.toContain(tool);
    }
    expect(names.filter((name) => name.startsWith('@libsql/'))).toEqual(['@libsql/linux-x64-gnu']);
  });

  it('names the binary of the system that it is for', async () => {
    const names = namesIn(JSON.parse(await write('mac.json', { target: { platform: 'darwin', arch: 'arm64' } })));
    expect(names.filter((name) => name.startsWith('@libsql/'))).toEqual(['@libsql/darwin-arm64']);
  });

  it('gives each its version, address, licence and the hash that the lockfile has', async () => {
    const { components } = JSON.parse(await write('whole.json')) as Sbom;
    for (const { name, version, purl, licenses, hashes } of components) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
      expect(purl, name).toMatch(/^pkg:npm\/.+@\d/);
      expect(licenses, name).toHaveLength(1);
      expect(hashes, name).toHaveLength(1);
    }
    const jose = components.find(({ name }) => name === 'jose');
    const sum = Buffer.from(jose?.hashes?.[0]?.content ?? '', 'hex').toString('base64');
    expect(packages['node_modules/jose']?.integrity).toBe(`sha512-${sum}`);
  });

  it('bears the versions that it is told, and no checksum of another runtime', async () => {
    const sbom = JSON.parse(await write('told.json', { version: '9.8.7', electronVersion: '33.2.1' })) as Sbom;
    expect(sbom.metadata.component.version).toBe('9.8.7');
    const electron = sbom.components.find(({ name }) => name === 'electron');
    expect(electron).toMatchObject({ version: '33.2.1', purl: 'pkg:npm/electron@33.2.1' });
    expect(electron?.hashes ?? []).toEqual([]);
  });

  it('has the same bytes each time, and the time that it is told', async () => {
    expect(await write('first.json')).toBe(await write('second.json'));
    const shipped = shippedPackages({ packages, bundled: readBundled(), target: thisMachine() });
    const at = (seconds: number | null) =>
      JSON.parse(
        sbomText({
          shipped: [...shipped].reverse(),
          target: thisMachine(),
          app: { name: 'countersign', version: '1.0.0', licence: 'MIT' },
          electronVersion: '45.4.1',
          at: seconds === null ? null : new Date(seconds * 1000),
        }),
      ) as Sbom & { readonly serialNumber?: string };
    expect(at(1_700_000_000).metadata.timestamp).toBe('2023-11-14T22:13:20.000Z');
    expect(at(null).metadata.timestamp).toBeUndefined();
    expect(at(null).serialNumber).toBeUndefined();
    expect(namesIn(at(0))).toEqual(namesIn(JSON.parse(await write('third.json'))));
  });
});

describe('SECURITY 30: what is shipped', () => {
  const targets = ['linux', 'darwin', 'win32'].flatMap((platform) =>
    ['x64', 'arm64'].map((arch) => ({ platform, arch })),
  );

  it('is under licences that allow it, on every system', () => {
    for (const target of targets) {
      const shipped = shippedPackages({ packages, bundled: readBundled(), target });
      expect(shipped.length).toBeGreaterThan(40);
      expect(shipped.filter(({ licence }) => !allows(licence, forShipping))).toEqual([]);
    }
  });

  it('is in the bundles as the build noted it', () => {
    const mapped = packagesInMaps();
    expect(mapped.size).toBeGreaterThan(10);
    expect(mapped).toContain('node_modules/undici');
    expect([...mapped].filter((place) => !readBundled().includes(place))).toEqual([]);
  });

  it('comes with the licence of every part, in one file', async () => {
    const text = readFileSync(await writeNotices({ to: join(folder, 'licences.txt') }), 'utf8');
    for (const { name, version, licence } of shippedPackages({
      packages,
      bundled: readBundled(),
      target: thisMachine(),
    })) {
      expect(text).toContain(`\n${name} ${version} (${licence})\n`);
    }
    expect(text).toContain('LICENSES.chromium.html');
    expect(text.match(/Permission is hereby granted, free of charge/g)?.length).toBeGreaterThan(5);
    expect(text).toContain('Apache License');
    expect(text).not.toMatch(/\r/);
  });
});
