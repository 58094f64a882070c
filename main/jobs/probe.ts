import type { Clock } from '../clock.ts';
import type { Access } from './access.ts';
import { scopeApi } from './scope-api.ts';

/** An ID that no service hands out; 404 is the answer of a service that is there. */
export const PROBE_JOB = '0'.repeat(20);

/** Asks whether something answers at an address; gives the reason in words when nothing does. */
export async function probeService(address: string, access: Access, clock: Clock): Promise<string | null> {
  const api = scopeApi({ address, access: () => access, clock, connectTimeout: 4_000, answerTimeout: 6_000 });
  try {
    const exchange = await api.head(PROBE_JOB);
    if (exchange.kind === 'answer') return null;
    return String(exchange.fault.values?.detail ?? exchange.fault.code);
  } finally {
    await api.stop();
  }
}
