import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setFuses } from './fuses.mjs';

/** Of a development runtime: what loads an app from a folder, and what it says of itself. */
const ofTheRuntime = ['resources/app', 'resources/default_app.asar', 'countersign-runtime.json'];

/**
 * electron-builder calls this when an app is put together and not signed yet.
 * @param {import('electron-builder').AfterPackContext} context
 */
const afterPack = async ({ appOutDir, electronPlatformName, packager }) => {
  const { productFilename } = packager.appInfo;
  const executable =
    electronPlatformName === 'darwin'
      ? `${productFilename}.app`
      : electronPlatformName === 'win32'
        ? `${productFilename}.exe`
        : 'countersign';
  for (const name of ofTheRuntime) await rm(path.join(appOutDir, name), { recursive: true, force: true });
  await setFuses(path.join(appOutDir, executable));
};
export default afterPack;
