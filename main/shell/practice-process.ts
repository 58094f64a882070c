import { utilityProcess } from 'electron';
import { AuthorityError } from '../errors.ts';
import type { FromPractice, ToPractice } from '../practice/conversation.ts';
import type { PracticeRun } from '../workspace.ts';

const START_WITHIN_MS = 15_000;
const STOP_WITHIN_MS = 2_000;

/** Runs the practice service in a process of its own: what a service does must not be able to stall the authority. */
export function startPracticeProcess(entry: string, dataFile: string): Promise<PracticeRun> {
  return new Promise((resolve, reject) => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Countersign practice service', stdio: 'ignore' });
    const post = (message: ToPractice) => child.postMessage(message);
    const fail = (detail: string) => {
      clearTimeout(timer);
      child.kill();
      reject(new AuthorityError('practice', `the practice service did not start: ${detail}`, { detail }));
    };
    const timer = setTimeout(() => fail('no answer'), START_WITHIN_MS);
    const jobs: { jobId: string; requestToken: string }[] = [];
    let ended = () => {};
    let exited = false;
    let tell: ((job: { jobId: string; requestToken: string }) => void) | null = null;

    child.on('message', (message: FromPractice) => {
      if (message.type === 'failed') return fail(message.message);
      if (message.type === 'job') {
        const { jobId, requestToken } = message;
        if (tell) tell({ jobId, requestToken });
        else jobs.push({ jobId, requestToken });
        return;
      }
      clearTimeout(timer);
      resolve({
        address: message.address,
        onJob: (listener) => {
          tell = listener;
          for (const job of jobs.splice(0)) listener(job);
        },
        onEnd: (listener) => {
          ended = listener;
        },
        stop: () => {
          // One that has gone by itself says so only once.
          if (exited) return Promise.resolve();
          return new Promise((stopped) => {
            ended = () => {};
            const kill = setTimeout(() => child.kill(), STOP_WITHIN_MS);
            child.once('exit', () => {
              clearTimeout(kill);
              stopped();
            });
            post({ type: 'stop' });
          });
        },
      });
    });
    child.once('exit', (code) => {
      exited = true;
      fail(`it ended with exit code ${code}`);
      ended();
    });
    child.once('spawn', () => post({ type: 'start', options: { dataFile } }));
  });
}
