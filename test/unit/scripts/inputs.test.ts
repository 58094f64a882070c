import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputsDigest } from '../../../scripts/bring-up/inputs.mjs';

let root: string;
const digest = () => inputsDigest(root, ['main', 'lock.json']);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'inputs-'));
  await mkdir(path.join(root, 'main', 'jobs'), { recursive: true });
  await writeFile(path.join(root, 'main', 'index.ts'), 'a');
  await writeFile(path.join(root, 'main', 'jobs', 'job.ts'), 'b');
  await writeFile(path.join(root, 'lock.json'), '{}');
});

afterEach(() => rm(root, { recursive: true, force: true }));

it('stays the same when only times change', async () => {
  const before = await digest();
  await utimes(path.join(root, 'main', 'index.ts'), 1, 1);
  expect(await digest()).toBe(before);
});

it('changes with a content, a name, and a new or missing file', async () => {
  const seen = new Set([await digest()]);
  await writeFile(path.join(root, 'main', 'jobs', 'job.ts'), 'c');
  seen.add(await digest());
  await rename(path.join(root, 'main', 'jobs', 'job.ts'), path.join(root, 'main', 'jobs', 'jobs.ts'));
  seen.add(await digest());
  await writeFile(path.join(root, 'main', 'empty.ts'), '');
  seen.add(await digest());
  await rm(path.join(root, 'lock.json'));
  seen.add(await digest());
  expect(seen.size).toBe(5);
});

it('tells where one file ends and the next begins', async () => {
  await writeFile(path.join(root, 'main', 'index.ts'), 'ab');
  await writeFile(path.join(root, 'main', 'jobs', 'job.ts'), 'c');
  const one = await digest();
  await writeFile(path.join(root, 'main', 'index.ts'), 'a');
  await writeFile(path.join(root, 'main', 'jobs', 'job.ts'), 'bc');
  expect(await digest()).not.toBe(one);
});
