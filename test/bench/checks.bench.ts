// How many checks (HEAD) a second the Scope API client makes, beside the plain ways of doing the same.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../main/clock.ts';
import { scopeApi } from '../../main/jobs/scope-api.ts';
import { compare } from './compare.ts';

const server = createServer((_request, response) => response.writeHead(204).end());
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const api = scopeApi({ address, clock: systemClock });
const jobId = 'A'.repeat(20);

const inLanes = (lanes: number, once: () => Promise<unknown>) => async (times: number) => {
  const lane = async () => {
    for (let done = 0; done < times / lanes; done += 1) await once();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

for (const lanes of [1, 8]) {
  await compare(`Checks of a job's phase, ${lanes} at once`, 2_000, [
    { name: 'fetch', run: inLanes(lanes, () => fetch(`${address}/scope/${jobId}`, { method: 'HEAD' })) },
    { name: 'the Scope API client', run: inLanes(lanes, () => api.head(jobId)) },
  ]);
}
await api.stop();
server.close();
