import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the service of answering.mjs; with a key and a certificate (PEM) it speaks TLS. Gives its port. */
export async function startAnswering(...pems: string[]): Promise<{ readonly port: number; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'answering.mjs'), pems, { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  return { port, stop: () => child.disconnect() };
}
