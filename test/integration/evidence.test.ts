import { execFile } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCommand } from '../../main/command-line/arguments.ts';
import { runCommand } from '../../main/command-line/client.ts';
import { AuthorityError } from '../../main/errors.ts';
import type { Evidence } from '../../main/evidence/form.ts';
import { machineFile } from '../../main/managed/machine-source.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import type { EvidenceAnswer, RecordEntry } from '../../preload/contract.ts';
import { FRAME } from '../fakes/workplace.ts';
import { otherRequest, type Scene, scenes } from './scene.ts';

const open = scenes();
let built: string;
let folder: string;

/** The one file as it is shipped, and nothing beside it. */
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'countersign-verifier-'));
  await build({ configFile: 'main/evidence/vite.config.ts', logLevel: 'warn', build: { outDir: built } });
});
beforeEach(() => {
  folder = mkdtempSync(join(built, 'empty-'));
  copyFileSync(join(built, 'verify.mjs'), join(folder, 'verify.mjs'));
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

const verify = (...args: readonly string[]): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['verify.mjs', ...args], { cwd: folder, env: {} }, (fault, stdout, stderr) =>
      resolve({ code: fault ? Number(fault.code) : 0, text: `${stdout}${stderr}` }),
    );
  });

/** Once the record has been checked its checkpoints can be signed. */
const checked = ({ workplace }: Scene) =>
  workplace.until('the check', () => workplace.authority.recordKeeping.standing().state === 'intact');

/** Time goes on meanwhile, since others have their turn between one job and the next. */
async function answerOf({ authority, workplace }: Scene, jobIds: readonly string[], path: string) {
  let answer: EvidenceAnswer | undefined;
  void authority.saveEvidence(jobIds, path).then((given) => {
    answer = given;
  });
  return workplace.until('the evidence', () => answer);
}

async function save(scene: Scene, ...jobIds: readonly string[]): Promise<Evidence> {
  await checked(scene);
  const path = join(folder, 'x.evidence');
  expect(await answerOf(scene, jobIds, path)).toMatchObject({ outcome: 'saved', path });
  return JSON.parse(readFileSync(path, 'utf8')) as Evidence;
}

/** The same command of the app, where no app is at work. */
async function command(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const read = readCommand(['/x/countersign', 'verify', ...args], false);
  if (!read) throw new Error('no command');
  let text = '';
  const into = () =>
    new Writable({
      write: (chunk, _encoding, done) => {
        text += chunk;
        done();
      },
    });
  const code = await runCommand(read, {
    endpoints: [{ path: join(folder, 'none.sock'), folder: null }],
    uid: null,
    version: '1.2.3',
    machine: machineFile(join(folder, 'none.json'), null),
    configPath: undefined,
    stdin: Readable.from([]),
    stdout: into(),
    stderr: into(),
  });
  return { code, text };
}

const savedOf = (scene: Scene): RecordEntry[] =>
  scene.workplace.wholeRecord().filter(({ event }) => event === 'evidence-saved');

async function deliveredJob(scene: Scene): Promise<string> {
  const jobId = await scene.approvedJob();
  await scene.workplace.reaches(jobId, 'delivered');
  return jobId;
}

async function rejectedJob(scene: Scene): Promise<string> {
  const jobId = await scene.readyJob();
  await scene.review(jobId);
  scene.authority.reject(jobId, 'The address is another one.');
  await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
  return jobId;
}

describe('evidence', () => {
  it('of a delivered job holds where nothing of the app is, and says what it can’t tell', async () => {
    const scene = await open();
    const jobId = await deliveredJob(scene);
    const evidence = await save(scene, jobId);
    expect(evidence.decisions).toMatchObject([{ jobId, outcome: 'delivered', notKept: [] }]);
    const { code, text } = await verify('x.evidence');
    const told = text.split('\n').filter((line) => line.startsWith('    '));
    expect(told.filter((line) => line.startsWith('    holds '))).toHaveLength(24);
    expect(told.filter((line) => line.startsWith('    is said '))).toHaveLength(5);
    expect(told.filter((line) => line.startsWith('    can’t be told '))).toHaveLength(5);
    expect(told).toHaveLength(34);
    expect(text).toContain('The signature of the token verifies with the key');
    expect(text).toContain('It warned of: nothing.');
    expect(text).toContain('by reading the token back, byte for byte');
    expect(text).toMatch(/By entry \d+ these rules were in force: .*undoSeconds/);
    expect(text).toMatch(/Whose record this is: compare the audit key [\w-]{43} /);
    expect(text).toMatch(/Everything that can be told from this file holds\.\n$/);
    expect(code).toBe(0);
  });

  it('is told of by the app’s own command to the letter as by the file that stands alone', async () => {
    const scene = await open();
    await checked(scene);
    const path = join(folder, 'x.evidence');
    const answer = await answerOf(scene, [await deliveredJob(scene)], path);
    const args = ['x.evidence', '--audit-key', 'auditKey' in answer ? answer.auditKey : ''];
    const alone = await verify(...args);
    expect(alone.text).toContain('The audit key is the one that you named.');
    const inApp = await command(path, ...args.slice(1));
    expect(inApp).toEqual({ ...alone, text: alone.text.replace('x.evidence\n', `${path}\n`) });
    expect((await verify('x.evidence', `--audit-key=${'A'.repeat(43)}`)).code).toBe(1);
  });

  it('of a rejected job holds, with the reason, and says that what was shown was not kept', async () => {
    const scene = await open();
    const evidence = await save(scene, await rejectedJob(scene));
    expect(evidence.decisions).toMatchObject([{ outcome: 'rejected', token: null, notKept: ['shown-bytes'] }]);
    expect(JSON.stringify(evidence.decisions[0]?.entries)).toContain('The address is another one.');
    const { code, text } = await verify('x.evidence');
    expect(text).toContain('What was shown, to the letter');
    expect(text).toContain('what became of the job: rejected');
    expect(text).toContain('deleted 200');
    expect(code).toBe(0);
  });

  it('of a job that took a long way holds: content that changed, an approval undone, answers that failed', async () => {
    const scene = await open({ service: { confirmedContent: 'content' }, settings: { undoSeconds: 10 } });
    const { workplace, service } = scene;
    const jobId = await scene.readyJob();
    await workplace.approve(jobId);
    scene.authority.undo(jobId);
    await workplace.approve(jobId);
    service.setContent(jobId, otherRequest);
    await workplace.until('the new content', () => workplace.events(jobId).includes('content-changed'));
    await workplace.approve(jobId);
    service.failNext({ kind: 'status', status: 403 }, { method: 'PUT' });
    await workplace.reaches(jobId, 'attention');
    scene.authority.retry(jobId);
    await workplace.reaches(jobId, 'delivered');
    const evidence = await save(scene, jobId);
    expect(evidence.decisions[0]?.request?.text).toBe(otherRequest);
    const { code, text } = await verify('x.evidence');
    expect(text).toContain('put-answered 403, put-answered 200');
    expect(text).toContain('It warned of: content-changed.');
    expect(text).toContain('job-shown: warnings');
    expect(code).toBe(0);
  });

  it('of several decisions is one file; one that is altered is found among them', async () => {
    const scene = await open();
    const jobIds = [await deliveredJob(scene), await rejectedJob(scene), await deliveredJob(scene)];
    const evidence = await save(scene, ...jobIds, jobIds[0] ?? '');
    expect(evidence.decisions.map(({ jobId }) => jobId)).toEqual(jobIds);
    expect((await verify('x.evidence')).code).toBe(0);
    const text = readFileSync(join(folder, 'x.evidence'), 'utf8');
    writeFileSync(join(folder, 'y.evidence'), text.replace('"operator": "tester"', '"operator": "nobody"'));
    const both = await verify('x.evidence', 'y.evidence');
    expect(both.code).toBe(1);
    expect(both.text).toContain('DOES NOT HOLD');
    expect(both.text).toContain('This evidence does not hold');
  });

  it('of decisions under keys of every kind holds, each with its own key, and under the audit key of then', async () => {
    const scene = await open();
    const jobIds = [await deliveredJob(scene)];
    for (const algorithm of ['ES256', 'RS256', 'PS256'] as const) {
      expect(await scene.workplace.desk.rotate({ algorithm })).toEqual({ outcome: 'done' });
      jobIds.push(await deliveredJob(scene));
    }
    await checked(scene);
    await scene.authority.recordKeeping.rotateKey();
    const evidence = await save(scene, ...jobIds);
    expect(evidence.signingKeys.map(({ kty }) => kty)).toEqual(['OKP', 'EC', 'RSA', 'RSA']);
    const { code, text } = await verify('x.evidence');
    expect(text.match(/The signature of the token verifies/g)).toHaveLength(4);
    expect(text.match(/says how the key came to the desk/g)).toHaveLength(4);
    const naming = scene.workplace.wholeRecord().find(({ event }) => event === 'record-key-rotated');
    expect(text).toContain(`Entry ${naming?.number} of the record names that audit key.`);
    expect(code).toBe(0);
  }, 60_000);

  it('of jobs that were approved in a batch holds', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const jobIds = [await scene.readyJob(), await scene.readyJob(otherRequest)];
    const { nonce, digest } = await scene.authority.batches.prepare(jobIds, FRAME);
    scene.authority.batches.jobs(nonce ?? '', 0, 50, FRAME);
    expect(await scene.authority.batches.approve({ digest, nonce: nonce ?? '' }, FRAME, () => true)).toEqual({
      outcome: 'done',
    });
    for (const jobId of jobIds) await scene.workplace.reaches(jobId, 'delivered');
    const evidence = await save(scene, ...jobIds);
    expect(evidence.decisions.map(({ notKept }) => notKept)).toEqual([[], []]);
    expect((await verify('x.evidence')).code).toBe(0);
  });

  it('is on the record with the digest of the file, and holds again when it is saved again', async () => {
    const scene = await open();
    const jobId = await deliveredJob(scene);
    await save(scene, jobId);
    const [first] = savedOf(scene);
    expect(first?.jobId).toBe(jobId);
    expect(JSON.parse(first?.detail ?? '')).toEqual({
      sha256: sha256Hex(readFileSync(join(folder, 'x.evidence'), 'utf8')),
    });
    const again = await save(scene, jobId);
    expect(again.decisions[0]?.entries.map(({ entry }) => entry.event)).toContain('evidence-saved');
    expect((await verify('x.evidence')).code).toBe(0);
  });

  it('is not saved of what nobody has decided, and not where it can’t be written; nothing is recorded then', async () => {
    const scene = await open();
    const path = join(folder, 'x.evidence');
    await checked(scene);
    const undecided = await scene.readyJob();
    expect(await answerOf(scene, [undecided], path)).toMatchObject({
      outcome: 'refused',
      reason: { code: 'evidence-undecided', values: { jobId: undecided } },
    });
    const decided = await deliveredJob(scene);
    expect(await answerOf(scene, [decided, undecided], path)).toMatchObject({ outcome: 'refused' });
    expect(await answerOf(scene, [decided], join(folder, 'none', 'x.evidence'))).toMatchObject({
      outcome: 'refused',
      reason: { code: 'save-failed' },
    });
    expect(existsSync(path)).toBe(false);
    expect(savedOf(scene)).toEqual([]);
  });

  it('is not saved where no checkpoint covers the decision: the keychain gave no key to sign one', async () => {
    const scene = await open();
    const { keychain } = scene.workplace;
    const read = keychain.read.bind(keychain);
    const silent = new AuthorityError('keychain', 'no answer');
    keychain.read = (account) => (account.includes('/record-') ? Promise.reject(silent) : read(account));
    await scene.workplace.restart();
    const jobId = await deliveredJob(scene);
    expect(await answerOf(scene, [jobId], join(folder, 'x.evidence'))).toMatchObject({
      outcome: 'refused',
      reason: { code: 'evidence-unsealed' },
    });
  });

  it('says why a file can’t be judged, whatever it is, and that it was called wrongly', async () => {
    const scene = await open();
    await save(scene, await deliveredJob(scene));
    writeFileSync(join(folder, 'deep.json'), '['.repeat(1_000_000));
    writeFileSync(join(folder, 'bad.json'), '{"a": "\u001b[31m", \u001b[2J');
    const large = openSync(join(folder, 'large.json'), 'w');
    ftruncateSync(large, 3 * 1024 ** 3);
    closeSync(large);
    const { code, text } = await verify('x.evidence', 'deep.json', 'bad.json', 'large.json', '.', 'none.json');
    expect(code).toBe(2);
    expect(text).toContain('nested deeper than evidence is');
    expect(text).toContain('larger than 64 MiB');
    expect(text).toContain('it is no file');
    expect(text).toContain('none.json');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    for (const args of [[], ['--help'], ['--audit-key'], ['x.evidence', '--more']]) {
      expect(await verify(...args)).toMatchObject({ code: 2, text: expect.stringContaining('node verify.mjs') });
    }
  });
});

it('the verifier that stands alone takes nothing but what Node.js has', () => {
  const source = readFileSync(join(built, 'verify.mjs'), 'utf8');
  const taken = [...source.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, from]) => from);
  expect(taken.sort()).toEqual(['node:crypto', 'node:fs']);
  expect(source).not.toMatch(/\bimport\(|\brequire\(|node:(http|net|child_process)|\bfetch\(/);
});
