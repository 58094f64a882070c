import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, type Workstation } from './workstation.ts';

const run = promisify(execFile);

export interface Entry {
  readonly account: string;
  readonly password: string;
}

const ask = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => {
  const script = join(import.meta.dirname, 'keyring-entry.mjs');
  const { stdout } = await run(process.execPath, [script, ...args], { cwd: projectRoot, env });
  return stdout;
};

/** What the keyring of a desktop session holds for the app, of all data folders. */
export const entriesIn = async (env: NodeJS.ProcessEnv): Promise<Entry[]> => JSON.parse(await ask(env, 'list'));

export const writeEntry = (env: NodeJS.ProcessEnv, { account, password }: Entry): Promise<string> =>
  ask(env, 'write', account, password);

export const deleteEntry = (env: NodeJS.ProcessEnv, account: string): Promise<string> => ask(env, 'delete', account);

/** The plain file that names a data folder's public keys, and its entries in the keyring. */
export const keysFile = (station: Workstation): { readonly installation: string; readonly keys: { kid: string }[] } =>
  JSON.parse(readFileSync(join(station.home, 'live', 'keys.json'), 'utf8'));

/** The entries that belong to one data folder: its signing key, its database's key. */
export async function entriesOf(station: Workstation): Promise<Entry[]> {
  const { installation } = keysFile(station);
  return (await entriesIn(station.env)).filter(({ account }) => account.startsWith(`${installation}/`));
}
