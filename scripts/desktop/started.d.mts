import type { ChildProcess } from 'node:child_process';
import type { Account } from '../desktop.d.mts';

export interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}
export function startProgram(
  program: string,
  args: readonly string[],
  options: {
    readonly env: NodeJS.ProcessEnv;
    readonly account?: Account;
    readonly input?: string;
    readonly extraPipe?: boolean;
  },
): Started;
export function untilUsable<T>(
  name: string,
  started: Started,
  probe: () => Promise<T | null | undefined | false>,
): Promise<T>;
