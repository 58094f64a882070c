import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Evidence } from '../../main/evidence/form.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import type { RecordEntry } from '../../preload/contract.ts';
import { type Scene, scenes } from './scene.ts';

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

async function save(scene: Scene, ...jobIds: readonly string[]): Promise<Evidence> {
  await checked(scene);
  const path = join(folder, 'x.evidence');
  expect(await scene.authority.saveEvidence(jobIds, path)).toEqual({ outcome: 'saved', path });
  return JSON.parse(readFileSync(path, 'utf8')) as Evidence;
}

const entriesOf = (scene: Scene, event: string): RecordEntry[] =>
  scene.workplace.wholeRecord().filter((entry) => entry.event === event);

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
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
    const evidence = await save(scene, jobId);
    expect(evidence.decisions).toMatchObject([{ jobId, outcome: 'delivered', notKept: [] }]);
    const { code, text } = await verify('x.evidence');
    expect(text).toMatchInlineSnapshot(`
      "x.evidence
        Job WFi0Hd86CIdW-sCmYQuo
          holds          Each of the 9 entries about this job has the hash that it says.
          holds          Each of them is in the record that the checkpoint is over, at its place.
          holds          All of them are about this job, in the order of the record.
          holds          The record says what became of the job: delivered, by entry 12, made at 2026-11-02T09:00:03.900Z under the login tester.
          holds          The request is, byte for byte, what entry 5 says was read from the service.
          holds          The subject, whose key is BHtrOfdvoA1egtaoMMObbliA9M2Mtj20NkZlyQuFGww, signed the request.
          holds          The digest 53d86e3240c1651e4066f2108f79ae6bf7723cd640bc4c7b42e334e11323b84a is SHA-256 over exactly what was to be signed.
          holds          Entry 7 says that just this digest was shown before, at 2026-11-02T09:00:02.200Z.
          holds          It was shown over this very request.
          holds          Entry 8 says that just this digest was approved, at 2026-11-02T09:00:02.200Z, under the login tester.
          holds          What was approved are the claims of the request, and beside them only iss, iat, exp, jti.
          holds          It names this job (jti), and so no other.
          holds          No entry undoes the approval before it was signed.
          holds          The time to undo it was over by then.
          holds          The token holds exactly what was approved.
          holds          The signature of the token verifies with the key OfPWmcadtqAT_RULZYJhPRbx-GLgjx6x-Hf3EQmsgLI, which the token names by its thumbprint (RFC 7638).
          holds          Entry 9 says that this very token was signed, with that key, and no entry tells of another one.
          holds          Entry 1 says how the key came to the desk: key-created.
          holds          The entries tell of it in the order in which it has to happen: job-added, content-read, job-shown, approved, signed, put-sent, put-answered, delivered.
          holds          The times of the entries go forward.
          is said        The desk said of the request’s signature: valid. It warned of: nothing.
          is said        By the record the service answered: put-answered 200.
          is said        By the record the delivery was proved by reading the token back, byte for byte.
          is said        By entry 2 the desk worked with Countersign 0.0.0-test, for the service http://127.0.0.1:34429 and the issuer https://authority.example.org.
        The file as a whole
          holds          The checkpoint over 12 entries of the record is signed by the audit key H_bD81riU2b-Hf2nY3DaAvg5aIZJJeXkRAcIu2vFqFs.
          holds          Entry 4 of the record names that audit key.
          holds          Each of the 3 entries about the desk and its keys has the hash that it says.
          holds          Each of them is in the record, at its place.
          can’t be told  Whose record this is: compare the audit key H_bD81riU2b-Hf2nY3DaAvg5aIZJJeXkRAcIu2vFqFs with what its owner told you, or name it with --audit-key.
          can’t be told  Whose the signing key OfPWmcadtqAT_RULZYJhPRbx-GLgjx6x-Hf3EQmsgLI is: compare it with the keys that the issuer publishes.
          can’t be told  Whether the record has more about these jobs: it had 12 entries by then, and the file shows some of them.
          can’t be told  That things happened as the record says: it is the desk’s own record. The checkpoint proves that it was not changed since.
          can’t be told  That the times are right: they are those of the desk’s clock.
        Not checked: by its own words it was made by Countersign 0.0.0-test at 2026-11-02T09:00:04.000Z.
        Everything that can be told from this file holds.
      "
    `);
    expect(code).toBe(0);
  });
});
