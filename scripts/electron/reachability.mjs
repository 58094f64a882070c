import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { cacheFolder } from './cache-folder.mjs';

const probeLimitMs = 3_000;
const rememberForMs = 24 * 3_600_000;
const record = () => path.join(cacheFolder(), 'release-host-unreachable.json');

/**
 * The address Electron's own downloader starts from: its mirror settings, else the project's releases.
 * @param {NodeJS.ProcessEnv} env
 */
export const releaseAddress = (env) =>
  env.npm_config_electron_mirror ??
  env.NPM_CONFIG_ELECTRON_MIRROR ??
  env.ELECTRON_MIRROR ??
  'https://github.com/electron/electron/releases/download/';

/** @param {NodeJS.ProcessEnv} env */
const proxyAddress = (env) => env.HTTPS_PROXY ?? env.https_proxy ?? env.GLOBAL_AGENT_HTTPS_PROXY;

/** @returns {Promise<boolean>} */
const connects = (/** @type {URL} */ address) =>
  new Promise((resolve) => {
    const port = Number(address.port) || (address.protocol === 'https:' ? 443 : 80);
    const socket = net.connect({ host: address.hostname, port, timeout: probeLimitMs });
    const end = (/** @type {boolean} */ reached) => {
      socket.destroy();
      resolve(reached);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });

/** @returns {Promise<boolean>} any answer at all counts; what it says is for the downloader to judge */
const answers = (/** @type {URL} */ address) =>
  new Promise((resolve) => {
    const request = https.request(address, { method: 'HEAD', timeout: probeLimitMs }, (response) => {
      response.resume();
      resolve(true);
    });
    // The option above bounds silence on a socket; a name that never resolves has no socket yet.
    const timer = setTimeout(() => request.destroy(new Error('no answer')), probeLimitMs);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', () => resolve(false));
    request.on('close', () => clearTimeout(timer));
    request.end();
  });

/**
 * Whether the official download is worth a try: asked with a short time limit, so that a network without a way out
 * is noticed at once.
 * @param {NodeJS.ProcessEnv} [env]
 */
export const releaseHostReachable = async (env = process.env) => {
  const proxy = proxyAddress(env);
  const address = releaseAddress(env);
  try {
    if (proxy) return await connects(new URL(proxy));
    const url = new URL(address);
    return await (url.protocol === 'https:' ? answers(url) : connects(url));
  } catch {
    return false;
  }
};

/** Whether the same address failed a short while ago, so that not every start waits for it again. */
export const failedLately = async (env = process.env) => {
  try {
    const { address, at } = JSON.parse(await readFile(record(), 'utf8'));
    const age = Date.now() - at;
    return address === releaseAddress(env) && age >= 0 && age < rememberForMs;
  } catch {
    return false;
  }
};

export const rememberFailure = async (env = process.env) => {
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(record(), JSON.stringify({ address: releaseAddress(env), at: Date.now() }));
};

export const forgetFailure = () => rm(record(), { force: true });
