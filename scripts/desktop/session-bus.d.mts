import type { Account } from '../desktop.d.mts';

export function startSessionBus(options: {
  readonly env: NodeJS.ProcessEnv;
  readonly account?: Account;
  readonly folder: string;
}): Promise<{ readonly address: string; readonly stop: () => Promise<void> }>;
export function callBus(
  env: NodeJS.ProcessEnv,
  target: readonly [destination: string, object: string, method: string],
  args?: readonly string[],
): Promise<string | null>;
export function nameOwned(env: NodeJS.ProcessEnv, name: string): Promise<boolean>;
