// A process that the authority works in until it is killed. Its operator sits in the parent and asks over IPC.
import { join } from 'node:path';
import type { Clock } from '../../main/clock.ts';
import { createDesk } from '../../main/desk.ts';
import { machineFile } from '../../main/managed/machine-source.ts';
import { FRAME, ISSUER, memorySettings } from '../fakes/workplace.ts';
import { FileKeychain } from './file-keychain.ts';
import type { Ask, Asked } from './operator.ts';
import { task } from './task.ts';

const { shows, since, speed } = task.clock;
const clock: Clock = {
  now: () => Math.round(shows + (Date.now() - since) * speed),
  monotonic: () => Math.round((Date.now() - since) * speed),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms / speed);
    return () => clearTimeout(timer);
  },
};

const desk = createDesk({
  home: task.home,
  machine: machineFile(join(task.home, 'machine', 'config.json'), process.getuid?.() ?? null),
  configPath: undefined,
  settings: memorySettings({ address: task.address, issuer: ISSUER, pollSeconds: 1, undoSeconds: 2 }),
  secrets: new FileKeychain(task.keychain),
  startPractice: () => Promise.reject(new Error('nobody practises here')),
  clock,
  log: () => {},
  operator: 'tester',
  version: '0.0.0-test',
  runtime: { electron: '45.4.1', packaged: true },
  timeouts: { connectTimeout: 500, answerTimeout: 1_000 },
});

async function answer(ask: Ask): Promise<unknown> {
  const authority = desk.authority();
  switch (ask.do) {
    case 'add':
      return authority.addJobs(ask.text, 'window').added.length;
    case 'rows':
      return authority.queue('all', 0, 500).rows.map(({ jobId, status }) => ({ jobId, status }));
    case 'approve': {
      const { proposal } = await authority.review(ask.jobId, FRAME);
      if (!proposal?.nonce) return { outcome: 'refused' };
      return authority.approve({ jobId: ask.jobId, digest: proposal.digest, nonce: proposal.nonce }, FRAME);
    }
    case 'reject':
      return authority.reject(ask.jobId, 'not this one');
    case 'undo':
    case 'hold':
    case 'takeOffHold':
    case 'retry':
      return authority[ask.do](ask.jobId);
    case 'unfinished':
      return authority.unfinished();
    case 'stop':
      return desk.stop();
  }
}

process.on('message', ({ number, ask }: Asked) => {
  answer(ask).then(
    (said) => process.send?.({ number, said: said ?? null }),
    (fault: unknown) => process.send?.({ number, fault: String(fault) }),
  );
});
// Left alone it has nothing to live for.
process.on('disconnect', () => process.exit(1));

await desk.start();
const { situation } = desk.snapshot();
if (situation.name === 'setup' && situation.step === 'key') await desk.createKey();
process.send?.({ situation: desk.snapshot().situation });
