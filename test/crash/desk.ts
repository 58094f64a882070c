import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Situation } from '../../preload/contract.ts';
import type { Ask, Said } from './operator.ts';
import type { Task } from './task.ts';

/** The authority in a process of its own, seen from the one that kills it. */
export class DeskProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (said: unknown) => void>();
  readonly #ended: Promise<unknown>;
  #asked = 0;
  /** Null where it died before it was at work. */
  readonly started: Promise<Situation | null>;
  /** What it could not do, and did not say itself in an answer. */
  readonly faults: string[] = [];
  alive = true;

  /** @param onPoint called as soon as the point of the task is reached */
  constructor(program: string, task: Task, onPoint: () => void) {
    const child = spawn(process.execPath, [program, JSON.stringify(task)], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    (child.stdio[3] as Readable).once('data', onPoint);
    child.stderr?.on('data', (text: Buffer) => this.faults.push(text.toString()));
    this.#ended = once(child, 'exit').then(() => {
      this.alive = false;
      for (const answer of this.#waiting.values()) answer(null);
      this.#waiting.clear();
    });
    this.started = new Promise((resolve) => {
      this.#ended.then(() => resolve(null));
      child.on('message', (said: Said) => {
        if ('situation' in said) return resolve(said.situation);
        if ('fault' in said) this.faults.push(said.fault);
        this.#waiting.get(said.number)?.('said' in said ? said.said : null);
        this.#waiting.delete(said.number);
      });
    });
  }

  /** Null where it died first. */
  ask<T>(ask: Ask): Promise<T | null> {
    if (!this.alive || !this.#child.connected) return Promise.resolve(null);
    const number = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(number, (said) => resolve(said as T | null));
      // A message that can't be sent any more is answered by the end of the process.
      this.#child.send({ number, ask }, () => {});
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
