// A process that does one thing to the keys of a folder, and kills itself at the step that it was told.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { SecretStore } from '../../main/signing/key-store.ts';
import { FileKeychain } from './file-keychain.ts';
import { type KeyTask, PASSPHRASE } from './key-task.ts';

const task = JSON.parse(process.argv[2] ?? '{}') as KeyTask;
let armed = false;
let steps = 0;
const step = () => {
  steps += armed ? 1 : 0;
  if (armed && steps === task.step) process.kill(process.pid, 'SIGKILL');
};
/** Before and after every call that changes what outlives the process. */
const stepping = <Given extends unknown[], Answer>(call: (...given: Given) => Answer) =>
  ((...given: Given): Answer => {
    step();
    const answer = call(...given);
    step();
    return answer;
  }) as typeof call;
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const) {
  Object.assign(fs, { [name]: stepping(fs[name] as (...given: unknown[]) => unknown) });
}
syncBuiltinESMExports();

const { openVault } = await import('../../main/signing/provision.ts');
const { restoreVault } = await import('../../main/signing/restore.ts');

const secrets: SecretStore = new FileKeychain(task.keychain);
const ring = async () => {
  const vault = await openVault(task.folder, secrets);
  if (vault.state !== 'open') throw new Error(`it is ${vault.state}`);
  return vault.ring;
};

if (task.what === 'restore') {
  const content = JSON.parse(fs.readFileSync(task.backup, 'utf8')) as Parameters<typeof restoreVault>[2];
  armed = true;
  await restoreVault(task.folder, secrets, content, 9);
} else {
  const opened = await ring();
  const key = JSON.parse(fs.readFileSync(task.key, 'utf8')) as Parameters<typeof opened.add>[0];
  const superseded = opened.keys().find(({ supersededAt }) => supersededAt !== undefined)?.kid ?? '';
  armed = true;
  const { kid } = opened.current();
  if (task.what === 'set passphrase') await opened.setPassphrase(kid, '', PASSPHRASE, 9);
  else if (task.what === 'remove passphrase') await opened.setPassphrase(kid, PASSPHRASE, null, 9);
  else if (task.what === 'retire') await opened.retire(superseded, 9);
  else await opened.add(key, task.what === 'import' ? 'imported' : 'made', 9, task.what === 'rotate');
}
process.exit(0);
