import type { JobStatus, Situation } from '../../preload/contract.ts';

/** What the operator asks of the authority in the other process. */
export type Ask =
  | { readonly do: 'add'; readonly text: string }
  | { readonly do: 'rows' | 'unfinished' | 'stop' }
  | {
      readonly do: 'approve' | 'undo' | 'reject' | 'hold' | 'takeOffHold' | 'retry';
      readonly jobId: string;
    };

export interface Asked {
  readonly number: number;
  readonly ask: Ask;
}

export type Said =
  | { readonly situation: Situation }
  | { readonly number: number; readonly said: unknown }
  | { readonly number: number; readonly fault: string };

export interface Row {
  readonly jobId: string;
  readonly status: JobStatus;
}
