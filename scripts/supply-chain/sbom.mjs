import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import CycloneDX from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { inProject, readJson } from '../bring-up/project.mjs';
import { sourceDate } from '../bring-up/source-date.mjs';
import { readBundled } from './bundled.mjs';
import { lockedPackages } from './lockfile.mjs';
import { shippedPackages, thisMachine } from './shipped.mjs';

const { Enums, Models, Serialize, Spec, Contrib } = CycloneDX;

/**
 * What the package's integrity says, as CycloneDX writes hashes.
 * @param {string} integrity
 */
const hashesOf = (integrity) => {
  const algorithms = /** @type {const} */ ({ sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' });
  return new Models.HashDictionary(
    integrity.split(/\s+/).map((one) => {
      const [, name = '', digest = ''] = /^(\w+)-(.+)$/.exec(one) ?? [];
      const algorithm = algorithms[/** @type {keyof typeof algorithms} */ (name)];
      if (!algorithm) throw new Error(`${integrity} names no hash that is known`);
      return [/** @type {any} */ (algorithm), Buffer.from(digest, 'base64').toString('hex')];
    }),
  );
};

/**
 * Electron's own npm package brings no binary but its checksum: what is shipped is that archive, not the package.
 * @param {string} version
 * @param {import('./lockfile.mjs').Target} target
 */
const electronHashes = (version, { platform, arch }) => {
  const folder = inProject('node_modules', 'electron');
  if (readJson(path.join(folder, 'package.json')).version !== version) return new Models.HashDictionary();
  const archive = `electron-v${version}-${platform}-${arch}.zip`;
  const sum = JSON.parse(readFileSync(path.join(folder, 'checksums.json'), 'utf8'))[archive];
  return new Models.HashDictionary(sum ? [[Enums.HashAlgorithm['SHA-256'], sum]] : []);
};

const licencesOf = (/** @type {string} */ expression) =>
  new Models.LicenseRepository([new Contrib.License.Factories.LicenseFactory().makeFromString(expression)]);

const split = (/** @type {string} */ name) => {
  const [group, rest] = name.startsWith('@') ? name.split('/') : ['', name];
  return { group: group ?? '', rest: rest ?? '' };
};

const purl = (/** @type {string} */ name, /** @type {string} */ version) => {
  const { group, rest } = split(name);
  return new PackageURL('npm', group || undefined, rest, version, undefined, undefined).toString();
};

/**
 * The bill of materials as CycloneDX 1.6 JSON: the app, Electron, and every package that is shipped; nothing of what only
 * builds and tests. The same parts give the same bytes.
 * @param {{
 *   shipped: readonly import('./shipped.mjs').Shipped[],
 *   target: import('./lockfile.mjs').Target,
 *   app: { name: string, version: string, licence: string },
 *   electronVersion: string,
 *   at: Date | null,
 * }} parts
 * @returns {string}
 */
export const sbomText = ({ shipped, target, app, electronVersion, at }) => {
  const componentOf = (/** @type {import('./shipped.mjs').Shipped} */ { name, version, licence, integrity, how }) => {
    const runtime = how === 'runtime';
    const bears = runtime ? electronVersion : version;
    const { group, rest } = split(name);
    return new Models.Component(runtime ? Enums.ComponentType.Framework : Enums.ComponentType.Library, rest, {
      ...(group ? { group } : {}),
      version: bears,
      purl: purl(name, bears),
      bomRef: purl(name, bears),
      licenses: licencesOf(licence),
      hashes: runtime ? electronHashes(electronVersion, target) : hashesOf(integrity),
      ...(runtime ? { description: 'Holds Chromium and Node.js; their licences are in LICENSES.chromium.html.' } : {}),
      properties: new Models.PropertyRepository([new Models.Property('countersign:how', how)]),
    });
  };
  const components = shipped.map(componentOf);
  const application = new Models.Component(Enums.ComponentType.Application, app.name, {
    version: app.version,
    bomRef: `${app.name}@${app.version}`,
    purl: purl(app.name, app.version),
    licenses: licencesOf(app.licence),
    dependencies: new Models.BomRefRepository(components.map(({ bomRef }) => bomRef)),
    properties: new Models.PropertyRepository([
      new Models.Property('countersign:target', `${target.platform}-${target.arch}`),
    ]),
  });
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: application, ...(at ? { timestamp: at } : {}) }),
    components: new Models.ComponentRepository(components),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
};

/**
 * Writes the bill of materials of one package. dist/ must have been built.
 * @param {{
 *   to: string, version?: string, electronVersion?: string, target?: import('./lockfile.mjs').Target,
 * }} options `to`: the file; `version` of the app as the package bears it; `electronVersion` of the runtime inside
 * @returns {Promise<string>} the file
 */
export const writeSbom = async ({ to, version, electronVersion, target = thisMachine() }) => {
  const packages = lockedPackages();
  const own = readJson(inProject('package.json'));
  const text = sbomText({
    shipped: shippedPackages({ packages, bundled: readBundled(), target }),
    target,
    app: { name: own.name, version: version ?? own.version, licence: own.license },
    electronVersion: electronVersion ?? packages['node_modules/electron']?.version ?? '',
    at: await sourceDate(),
  });
  await mkdir(path.dirname(to), { recursive: true });
  await writeFile(to, text);
  return to;
};
