import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Arch } from 'electron-builder';
import { writeNotices } from '../supply-chain/notices.mjs';
import { writeSbom } from '../supply-chain/sbom.mjs';
import { setFuses } from './fuses.mjs';

/** Of a development runtime: what loads an app from a folder, and what it says of itself. */
const ofTheRuntime = ['resources/app', 'resources/default_app.asar', 'countersign-runtime.json'];

/** What an app is made of and whose licences it is under, for those who have to know. */
const writeBills = async (/** @type {import('electron-builder').AfterPackContext} */ { appOutDir, arch, packager }) => {
  const target = /** @type {import('../supply-chain/lockfile.mjs').Target} */ ({
    platform: packager.platform.nodeName,
    arch: Arch[arch],
  });
  const electronVersion = packager.info.framework.version;
  const to = packager.getResourcesDir(appOutDir);
  await writeSbom({ to: path.join(to, 'sbom.cdx.json'), version: packager.appInfo.version, electronVersion, target });
  await writeNotices({ to: path.join(to, 'THIRD-PARTY-LICENSES.txt'), electronVersion, target });
};

/**
 * electron-builder calls this when an app is put together and not signed yet.
 * @param {import('electron-builder').AfterPackContext} context
 */
const afterPack = async (context) => {
  const { appOutDir, electronPlatformName, packager } = context;
  const { productFilename } = packager.appInfo;
  const executable =
    electronPlatformName === 'darwin'
      ? `${productFilename}.app`
      : electronPlatformName === 'win32'
        ? `${productFilename}.exe`
        : 'countersign';
  for (const name of ofTheRuntime) await rm(path.join(appOutDir, name), { recursive: true, force: true });
  await writeBills(context);
  await setFuses(path.join(appOutDir, executable));
};
export default afterPack;
