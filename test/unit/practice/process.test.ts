import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { converse, type FromPractice, type ToPractice } from '../../../main/practice/conversation.ts';
import { call } from './scope-client.ts';

/** The process's parent: says things, and waits for what it is told. */
class TestParent {
  readonly heard: FromPractice[] = [];
  exitCode: number | null = null;
  #listener: (message: unknown) => void = () => undefined;
  #gone: () => void = () => undefined;
  #changed: () => void = () => undefined;

  constructor() {
    const parent = {
      post: (message: unknown) => {
        this.heard.push(message as FromPractice);
        this.#changed();
      },
      onMessage: (listener: (message: unknown) => void) => {
        this.#listener = listener;
      },
      onGone: (listener: () => void) => {
        this.#gone = listener;
      },
    };
    converse(parent, (exitCode) => {
      expect(this.exitCode).toBe(null);
      this.exitCode = exitCode;
      this.#changed();
    });
  }

  say(message: ToPractice | object | null): void {
    this.#listener(message);
  }

  leave(): void {
    this.#gone();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async address(): Promise<string> {
    await this.until(() => this.heard.length > 0);
    const [first] = this.heard;
    return first?.type === 'listening' ? first.address : '';
  }

  async ended(): Promise<number | null> {
    await this.until(() => this.exitCode !== null);
    return this.exitCode;
  }
}

describe('the process of the practice service', () => {
  it('says where it listens, announces jobs that can be read there, and ends when told to', async () => {
    const parent = new TestParent();
    parent.say({ type: 'start', options: { people: { seed: 1 } } });
    const address = await parent.address();
    await parent.until(() => parent.heard.length > 1);
    const job = parent.heard[1];
    if (job?.type !== 'job') throw new Error(`Heard ${JSON.stringify(job)}`);
    expect((await call(address, 'GET', `/scope/${job.jobId}`)).text).toBe(job.requestToken);
    parent.say({ type: 'stop' });
    expect(await parent.ended()).toBe(0);
    await expect(call(address, 'GET', '/scope')).rejects.toThrow();
  });

  it('announces the open jobs from before a restart again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-practice-'));
    const start = {
      type: 'start',
      options: { people: { seed: 2, openLimit: 1 }, dataFile: join(folder, 'jobs.json') },
    };
    const heard: (FromPractice | undefined)[] = [];
    for (let run = 0; run < 2; run += 1) {
      const parent = new TestParent();
      parent.say(start);
      await parent.until(() => parent.heard.length > 1);
      heard.push(parent.heard[1]);
      parent.say({ type: 'stop' });
      await parent.ended();
    }
    expect(heard[0]).toMatchObject({ type: 'job' });
    expect(heard[1]).toEqual(heard[0]);
    rmSync(folder, { recursive: true });
  });

  it('ends when its parent is gone, and when it is stopped before it was started', async () => {
    const left = new TestParent();
    left.say({ type: 'start' });
    left.leave();
    expect(await left.ended()).toBe(0);
    const unstarted = new TestParent();
    unstarted.say({ type: 'stop' });
    expect(await unstarted.ended()).toBe(0);
    expect([...left.heard, ...unstarted.heard]).toEqual([]);
  });

  it('ends once, however often it is told to', async () => {
    const parent = new TestParent();
    parent.say({ type: 'start', options: { people: false } });
    const address = await parent.address();
    parent.say({ type: 'stop' });
    parent.say({ type: 'stop' });
    parent.leave();
    expect(await parent.ended()).toBe(0);
    await expect(call(address, 'GET', '/scope')).rejects.toThrow();
  });

  it.each([
    null,
    { type: 'begin' },
    { type: 'start', options: { port: 70_000 } },
    { type: 'start', options: { unconfirmed: '204' } },
    { type: 'start', options: { host: '0.0.0.0' } },
  ])('says what it did not understand and ends with 1: %j', async (message) => {
    const parent = new TestParent();
    parent.say(message);
    expect(await parent.ended()).toBe(1);
    expect(parent.heard).toEqual([{ type: 'failed', message: expect.any(String) }]);
  });

  it('says why it could not start', async () => {
    const first = new TestParent();
    first.say({ type: 'start', options: { people: false } });
    const port = Number(new URL(await first.address()).port);
    const second = new TestParent();
    second.say({ type: 'start', options: { people: false, port } });
    expect(await second.ended()).toBe(1);
    expect(second.heard).toEqual([{ type: 'failed', message: expect.stringContaining('EADDRINUSE') }]);
    first.say({ type: 'stop' });
    await first.ended();
  });
});
