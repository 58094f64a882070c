import { test as base, type Page } from 'playwright/test';
import type { Behaviour } from '../fakes/plain-scope-jobs.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { createKey } from './screen.ts';
import { Workstation } from './workstation.ts';

export { expect } from 'playwright/test';

/** What the tests sign as. */
export const ISSUER = 'https://authority.example.org';

/** Short pauses, so that a test waits for the app and not for its clock. */
export const pace = { pollSeconds: 0.2, undoSeconds: 1 };

interface Fixtures {
  /** A Scope service in the open, with no jobs yet. */
  readonly service: PlainScopeService;
  /** A computer on which the app has never run. */
  readonly station: Workstation;
}

const open = new Set<Workstation>();

/** A computer for one test or file, to be ended by `endStation`; a failure leaves a picture of its window. */
export function newStation(environment?: NodeJS.ProcessEnv): Workstation {
  const station = new Workstation(environment);
  open.add(station);
  return station;
}

/** Quits what still runs there and fails where something was amiss; see Workstation.end. */
export async function endStation(station: Workstation): Promise<void> {
  open.delete(station);
  await station.end();
}

export const test = base.extend<Fixtures & { readonly pictures: undefined }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed
  service: async ({}, use) => {
    const service = await startPlainScopeService();
    await use(service);
    await service.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  station: async ({}, use) => {
    const station = newStation();
    await use(station);
    await endStation(station);
  },
  pictures: [
    // Named after the station, so that it is still there when this one ends first.
    async ({ station: _ }, use, info) => {
      await use(undefined);
      if (info.status === info.expectedStatus) return;
      let number = 0;
      for (const one of open) await one.picture(info.outputPath(`window-${++number}.png`));
    },
    { auto: true },
  ],
});

/** What the administrator fixes beside the service; `undefined` leaves it to the operator. */
export interface Limits {
  readonly undoSeconds?: number | undefined;
  readonly pollSeconds?: number | undefined;
}

/** Brings a computer to the queue: the service set by the administrator, the key made by the one click it takes. */
export async function startConnected(
  station: Workstation,
  service: PlainScopeService,
  limits: Limits = {},
): Promise<Page> {
  station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace, ...limits });
  const page = await station.start();
  await createKey(page);
  return page;
}

/** An app at work for all tests of a file that don't need a fresh one; started again after a test that failed. */
export interface Desk {
  readonly page: Page;
  readonly station: Workstation;
  readonly service: PlainScopeService;
}

export function sharedDesk(limits: Limits = {}, behaviour: Partial<Behaviour> = {}): Desk {
  let now: { station: Workstation; service: PlainScopeService } | null = null;
  const current = () => {
    if (!now) throw new Error('the shared desk is there only while tests run');
    return now;
  };
  test.beforeAll(async () => {
    const service = await startPlainScopeService(behaviour);
    now = { station: newStation(), service };
    await startConnected(now.station, service, limits);
  });
  test.afterAll(async () => {
    if (!now) return;
    const { station, service } = now;
    now = null;
    await endStation(station).finally(() => service.stop());
  });
  return {
    get page() {
      return current().station.page;
    },
    get station() {
      return current().station;
    },
    get service() {
      return current().service;
    },
  };
}
