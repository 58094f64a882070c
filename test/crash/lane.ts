import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { DeskProcess } from './desk.ts';
import { type Disk, readDisk } from './disk.ts';
import type { Row } from './operator.ts';
import { isServicePoint, type Point, type ServicePoint } from './points.ts';
import { brokenPromises, unfinishedApprovals } from './promises.ts';
import { oneOf } from './random.ts';
import type { Task } from './task.ts';

const SPEED = 20;
/** Real milliseconds. */
const STARTS_WITHIN = 20_000;
const POINT_WITHIN = 2_000;
const SETTLES_WITHIN = 20_000;
const MOST_OPEN_JOBS = 6;

const ada = makeSubject('ada');
/** Points that a process comes to once, or twice at most. */
const isMaking = (point: Point | null) =>
  point !== null && /secret|migration|lock|key-created|app-|written-back/.test(point);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One data folder, its keychain and its service, over many lives of the process that works there. */
export class Lane {
  readonly #folder = mkdtempSync(join(tmpdir(), 'countersign-crash-'));
  readonly #epoch = Date.now();
  readonly #acknowledged = {
    approved: new Map<string, number>(),
    undone: new Map<string, number>(),
    rejected: new Map<string, number>(),
    added: new Set<string>(),
  };
  #disk: Disk | null = null;
  #jobs = 0;

  private constructor(
    readonly program: string,
    readonly random: () => number,
    readonly service: PlainScopeService,
  ) {}

  static async open(program: string, random: () => number): Promise<Lane> {
    return new Lane(program, random, await startPlainScopeService({ confirmedContent: 'content' }));
  }

  /**
   * One life: the process starts over what the last one left, works, and is killed at the point, or at any moment.
   * @returns whether the point was reached, and what was found broken afterwards
   */
  async cycle(point: Point | null): Promise<{ readonly reached: boolean; readonly broken: readonly string[] }> {
    let reached = false;
    let stop = () => {};
    const due = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const arrive = () => {
      reached = true;
      stop();
    };
    // At the first time that it comes there, or at a later one, when more is under way.
    const pass = isMaking(point) ? 1 : 1 + Math.floor(this.random() * 3);
    const inner = point && !isServicePoint(point) ? { name: point, pass } : null;
    const desk = this.#start(inner, arrive);
    const watching = point && isServicePoint(point) ? this.#await(point, desk, arrive) : null;
    const broken: string[] = [];
    const begun = Date.now();
    const operating = this.#operate(desk, broken, point === 'written-back' || point?.endsWith('app-stopped') === true);
    const patience = this.#patience(desk, point, stop);
    await due;
    patience();
    // Whether SQLite has begun, is half-way or through when the kill comes is left to chance.
    if (point === 'committing' || point === 'written-back') await pause(this.random() * 3);
    await desk.kill();
    await Promise.all([operating, watching]);
    if (Date.now() - begun >= STARTS_WITHIN) broken.push('no start within its time');
    return { reached, broken: [...broken, ...this.#look()] };
  }

  /** A last life, which is not cut off: everything that was decided must come to its end. */
  async settle(): Promise<readonly string[]> {
    const broken: string[] = [];
    const desk = this.#start(null, () => {});
    const situation = await desk.started;
    if (situation?.name !== 'ready') broken.push(`the last start ended ${situation?.name ?? 'dead'}`);
    const deadline = Date.now() + SETTLES_WITHIN;
    for (;;) {
      const parked = (await this.#rows(desk)).filter(({ status }) => status === 'attention');
      for (const { jobId } of parked) await desk.ask({ do: 'retry', jobId });
      const unfinished = await desk.ask<number>({ do: 'unfinished' });
      if (unfinished === 0 && parked.length === 0) break;
      if (!desk.alive || Date.now() > deadline) {
        broken.push(`${unfinished} things were still not done at the end`);
        break;
      }
      await pause(20);
    }
    await desk.ask({ do: 'stop' });
    await desk.kill();
    broken.push(...desk.faults, ...this.#look());
    if (this.#disk) broken.push(...unfinishedApprovals(this.#disk, this.#acknowledged));
    return broken;
  }

  async close(): Promise<void> {
    await this.service.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Approvals that were acknowledged, and tokens that came to the service. */
  get done(): { readonly approvals: number; readonly tokens: number } {
    const approvals = [...this.#acknowledged.approved.values()].reduce((sum, times) => sum + times, 0);
    const jobs = [...this.#acknowledged.added];
    return { approvals, tokens: jobs.filter((jobId) => this.service.signedToken(jobId) !== undefined).length };
  }

  #start(point: Task['point'], onPoint: () => void): DeskProcess {
    const task: Task = {
      home: join(this.#folder, 'home'),
      keychain: join(this.#folder, 'keychain.json'),
      address: this.service.address,
      clock: { shows: this.#epoch, since: this.#epoch, speed: SPEED },
      point,
    };
    return new DeskProcess(this.program, task, onPoint);
  }

  /** Some lives end while they begin, the others at work, and at a point only if it is not reached. */
  #patience(desk: DeskProcess, point: Point | null, stop: () => void): () => void {
    const early = point === null && this.random() < 0.3;
    let timer = setTimeout(stop, early ? this.random() * 400 : STARTS_WITHIN);
    if (!early) {
      desk.started.then((situation) => {
        clearTimeout(timer);
        if (situation) timer = setTimeout(stop, point ? POINT_WITHIN : this.random() * 900);
      });
    }
    return () => clearTimeout(timer);
  }

  /** Reads what the kill left, and holds it against everything that was promised. */
  #look(): string[] {
    const disk = readDisk(join(this.#folder, 'home', 'live'), join(this.#folder, 'keychain.json'));
    if (!disk) return this.#disk ? ['the database is gone'] : [];
    const broken = brokenPromises(disk, this.#disk, this.service, this.#acknowledged);
    this.#disk = disk;
    return broken;
  }

  /** The operator's day, until the process is killed. */
  async #operate(desk: DeskProcess, broken: string[], leaves: boolean): Promise<void> {
    const situation = await desk.started;
    if (situation && situation.name !== 'ready') broken.push(`a start ended in ${JSON.stringify(situation)}`);
    const turns = 3 + Math.floor(this.random() * 10);
    for (let turn = 0; desk.alive; turn += 1) {
      if (leaves && turn === turns) {
        await desk.ask({ do: 'stop' });
        break;
      }
      await this.#turn(desk);
      await pause(5);
    }
    broken.push(...desk.faults);
  }

  async #turn(desk: DeskProcess): Promise<void> {
    const { random } = this;
    const rows = await this.#rows(desk);
    const open = rows.filter(({ status }) => !['delivered', 'rejected'].includes(status));
    if (open.length < MOST_OPEN_JOBS) await this.#add(desk);
    for (const { jobId, status } of open) {
      if (!desk.alive) return;
      if (status === 'waiting' && this.#readTwice(jobId)) this.service.confirm(jobId);
      if (status === 'ready') await this.#decide(desk, jobId);
      if (status === 'approved' && random() < 0.15) await this.#count(desk, 'undo', jobId, this.#acknowledged.undone);
      if (status === 'held') await desk.ask({ do: 'takeOffHold', jobId });
      if (status === 'attention') await desk.ask({ do: 'retry', jobId });
    }
    const refused = rows.filter(({ status }) => status === 'rejected');
    if (refused.length > 0) await desk.ask({ do: 'retry', jobId: oneOf(random, refused).jobId });
  }

  async #decide(desk: DeskProcess, jobId: string): Promise<void> {
    const chance = this.random();
    if (chance < 0.15) await this.#count(desk, 'reject', jobId, this.#acknowledged.rejected);
    else if (chance < 0.25) await desk.ask({ do: 'hold', jobId });
    else {
      this.#disturb(jobId);
      await this.#count(desk, 'approve', jobId, this.#acknowledged.approved);
    }
  }

  /** Asks, and counts what the process says that it has done. */
  async #count(desk: DeskProcess, what: 'approve' | 'undo' | 'reject', jobId: string, said: Map<string, number>) {
    if (what === 'reject' && this.random() < 0.3) {
      this.service.failNext({ kind: 'status', status: 405 }, { method: 'DELETE', jobId });
    }
    const answer = await desk.ask<{ outcome: string }>({ do: what, jobId });
    if (answer && answer.outcome !== 'refused') said.set(jobId, (said.get(jobId) ?? 0) + 1);
  }

  /** The service does not always behave. */
  #disturb(jobId: string): void {
    const chance = this.random();
    const match = { method: 'PUT', jobId };
    if (chance < 0.1) this.service.failNext({ kind: 'reset', apply: true }, match);
    else if (chance < 0.2) this.service.failNext({ kind: 'reset' }, match);
    else if (chance < 0.3) this.service.failNext({ kind: 'status', status: 503 }, match);
    else if (chance < 0.4) this.service.failNext({ kind: 'status', status: 403 }, match);
  }

  async #add(desk: DeskProcess): Promise<void> {
    this.#jobs += 1;
    const content = ada.requestToken({ scope: 'email', email: `ada${this.#jobs}@example.org` });
    const jobId = this.service.addJob({ content });
    const added = await desk.ask<number>({ do: 'add', text: jobId });
    if (added !== null) this.#acknowledged.added.add(jobId);
  }

  async #rows(desk: DeskProcess): Promise<readonly Row[]> {
    return (await desk.ask<readonly Row[]>({ do: 'rows' })) ?? [];
  }

  /** A second read means that the first was taken in. */
  #readTwice(jobId: string): boolean {
    return this.service.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(jobId)).length > 1;
  }

  /** Has the service leave the next such call without an answer, and says when it has come. */
  async #await(point: ServicePoint, desk: DeskProcess, arrive: () => void): Promise<void> {
    const { service } = this;
    const seen = (method: string) => service.requests.filter((one) => one.method === method);
    const before = { PUT: seen('PUT').length, DELETE: seen('DELETE').length, GET: seen('GET').length };
    const method = point.startsWith('put') ? 'PUT' : point.startsWith('delete') ? 'DELETE' : 'GET';
    const arrived = () => {
      const news = seen(method).slice(before[method]);
      if (point === 'read-back-arrived') return news.some(({ path }) => service.signedToken(path.slice(-20)));
      return news.length > 0;
    };
    if (point === 'put-arrived' || point === 'delete-arrived') service.failNext({ kind: 'hang' }, { method });
    if (point === 'put-applied' || point === 'delete-applied') {
      service.failNext({ kind: 'hang', apply: true }, { method });
    }
    if (point === 'put-answer-cut') service.failNext({ kind: 'cut' }, { method });
    while (desk.alive && !arrived()) await pause(1);
    if (desk.alive) arrive();
  }
}
