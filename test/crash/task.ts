import type { InnerPoint } from './points.ts';

/** What a process of the authority is started with. */
export interface Task {
  readonly home: string;
  readonly keychain: string;
  readonly address: string;
  /** The process's clock shows this at the moment `since` of the system's, and runs so many times as fast. */
  readonly clock: { readonly shows: number; readonly since: number; readonly speed: number };
  /** Where to stand still, at the so-manieth time that it is reached. */
  readonly point: { readonly name: InnerPoint; readonly pass: number } | null;
}

export const task: Task = JSON.parse(process.argv[2] ?? '{}') as Task;
