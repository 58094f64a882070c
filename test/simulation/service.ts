import type { Chance } from './chance.ts';
import { foreignToken, requestOf, type Signatory, statementOf } from './subjects.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface ServiceJob {
  readonly id: string;
  readonly number: number;
  phase: 'waiting' | 'confirmed' | 'signed' | 'gone';
  version: number;
  readonly bad: boolean;
  token: string | null;
}

/** How a service answers where the API leaves it open (PROTOCOL.md). */
export interface Manners {
  readonly waitingHead: 200 | 202 | 409;
  readonly waitingGet: 'token' | 'token in JSON' | 'statement' | 'token with 202' | 'nothing with 202';
  readonly confirmedGet: 'nothing' | 'token';
  readonly signedGet: 'token' | 'token in JSON' | 'statement' | 'gone';
  readonly putAnswer: 'token' | 'token in JSON' | 'no token' | 'empty';
}

/** The six operations over a table of jobs, as an honest service does them. What goes wrong on the way is the network's. */
export interface Service {
  readonly jobs: Map<string, ServiceJob>;
  readonly manners: Manners;
  add(number: number, bad: boolean): ServiceJob;
  answer(method: string, jobId: string | null, body: string): Reply;
  signElsewhere(job: ServiceJob, by: Signatory): void;
}

export const jobIdOf = (number: number): string => `job-${number}`.padEnd(20, '-');

/** @param name two services of one run differ in their manners */
export function simulatedService(chance: Chance, name: string): Service {
  const manner = chance.trait(`manners of ${name}`);
  const manners: Manners = {
    waitingHead: manner.one([202, 409, 200]),
    waitingGet: manner.one(['token', 'token', 'token in JSON', 'statement', 'token with 202', 'nothing with 202']),
    confirmedGet: manner.one(['nothing', 'token']),
    signedGet: manner.one(['token', 'token', 'token in JSON', 'statement', 'gone']),
    putAnswer: manner.one(['token', 'token in JSON', 'no token', 'empty']),
  };
  const jobs = new Map<string, ServiceJob>();

  const problem = (status: number, title: string): Reply => ({
    status,
    body: JSON.stringify({ error: status, type: `https://scope.example/${title}`, title }),
  });
  const shown = (job: ServiceJob, how: 'token' | 'token in JSON' | 'statement', token: string): string => {
    if (how === 'statement') return statementOf(job.number, job.version);
    return how === 'token' ? token : JSON.stringify({ jwt: token });
  };

  const get = (job: ServiceJob): Reply => {
    const request = requestOf(job.number, job.version, job.bad);
    if (job.phase === 'confirmed') {
      return manners.confirmedGet === 'token' ? { status: 200, body: request } : { status: 204, body: '' };
    }
    if (job.phase === 'signed') {
      if (manners.signedGet === 'gone') return problem(404, 'unknown-job');
      return { status: 200, body: shown(job, manners.signedGet, job.token ?? '') };
    }
    if (manners.waitingGet === 'token with 202') return { status: 202, body: request };
    if (manners.waitingGet === 'nothing with 202') return { status: 202, body: '{"status":"waiting"}' };
    return { status: 200, body: shown(job, manners.waitingGet, request) };
  };

  const head = (job: ServiceJob): Reply => {
    const body = '';
    if (job.phase === 'waiting') return { status: manners.waitingHead, body };
    if (job.phase === 'confirmed') return { status: 204, body };
    return { status: manners.signedGet === 'gone' ? 404 : 200, body };
  };

  const put = (job: ServiceJob, token: string): Reply => {
    if (job.phase === 'waiting') return problem(409, 'confirm-first');
    if (job.phase === 'confirmed') {
      job.phase = 'signed';
      job.token = token;
    }
    const held = job.token ?? '';
    if (manners.putAnswer === 'empty') return { status: 200, body: '' };
    if (manners.putAnswer === 'no token') return { status: 200, body: '{"status":"ready"}' };
    return {
      status: 200,
      body: manners.putAnswer === 'token' ? held : JSON.stringify({ status: 'ready', jwt: held }),
    };
  };

  const add: Service['add'] = (number, bad) => {
    const job: ServiceJob = { id: jobIdOf(number), number, phase: 'waiting', version: 0, bad, token: null };
    jobs.set(job.id, job);
    return job;
  };

  return {
    jobs,
    manners,
    add,
    answer: (method, jobId, body) => {
      if (jobId === null) {
        if (method !== 'POST') return problem(404, 'not-found');
        // Requests that this desk posts make jobs of a range of their own.
        const made = add(100 + jobs.size, false);
        return { status: 201, body: JSON.stringify({ job: made.id, status: 'waiting' }) };
      }
      const job = jobs.get(jobId);
      if (!job || job.phase === 'gone') return problem(404, 'unknown-job');
      if (method === 'GET') return get(job);
      if (method === 'HEAD') return head(job);
      if (method === 'PUT') return put(job, body);
      if (method === 'DELETE') {
        job.phase = 'gone';
        return { status: 200, body: '{"status":"done"}' };
      }
      if (job.phase === 'waiting') job.phase = 'confirmed';
      return { status: 202, body: '{"status":"confirmed"}' };
    },
    signElsewhere: (job, by) => {
      if (job.phase !== 'waiting' && job.phase !== 'confirmed') return;
      job.phase = 'signed';
      job.token = foreignToken(job.id, job.number, by);
    },
  };
}
