// node scripts/sign-update.mjs <manifest> --key <file>: writes <manifest>.sig, with which desks believe the manifest.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { signManifest } from './updates/signature.mjs';

const usage = 'Usage: node scripts/sign-update.mjs <latest-linux.yml …> --key <file with the private JWK>';

const given = () => {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
    if (values.key && positionals.length > 0) return { keyPath: values.key, manifests: positionals };
  } catch {
    // Said below.
  }
  throw new Fault('Nothing was signed.', usage);
};

const readKey = async (/** @type {string} */ path) => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    // A parser's message quotes what it read, and that is a secret here.
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    throw new Fault(`The key in ${path} can't be read (${code ?? 'it is no JSON'}). Nothing was signed.`);
  }
};

await runCommand(async () => {
  const { keyPath, manifests } = given();
  const jwk = await readKey(keyPath);
  for (const path of manifests) {
    const manifest = await readFile(path).catch((error) => {
      throw new Fault(`${path} can't be read (${error.code}). It has no signature yet.`);
    });
    await writeFile(`${path}.sig`, await signManifest(manifest, jwk));
    process.stdout.write(`${path}.sig\n`);
  }
  process.stdout.write(`Signed with the key ${await calculateJwkThumbprint(jwk)}.\n`);
});
