import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { batch } from './every-screen/batch.ts';
import { emptyDesk, firstStart } from './every-screen/beginning.ts';
import { decisions } from './every-screen/decisions.ts';
import { finding } from './every-screen/finding.ts';
import { intake } from './every-screen/intake.ts';
import { keys } from './every-screen/keys.ts';
import { record } from './every-screen/record.ts';
import { troubles } from './every-screen/troubles.ts';
import type { Walk } from './every-screen/walk.ts';
import { endStation, newStation } from './fixtures.ts';
import { catalogueOf, type Language } from './said.ts';
import type { Workstation } from './workstation.ts';

/** Rules of every kind that no job here breaks, so that each is to be seen. */
const policy = {
  claims: [{ claim: 'scope', required: true, pattern: '[a-z ]+' }],
  scopes: ['email', 'phone'],
  longestLifetimeDays: 730,
  approvalsPerHour: 200,
  approvalsPerDay: 1_000,
  typedForFirstTime: true,
};

/**
 * Takes one app from its first start through every screen and state that a person meets, in any language.
 * @param language what the administrator has the app speak
 * @param said how a text of the English catalogue is said in it; by the language's own catalogue unless given
 */
export async function walkEveryScreen(
  language: Language,
  see: (what: string, station: Workstation) => Promise<void>,
  said: (english: string) => string = catalogueOf(language),
  prepare: (station: Workstation) => void = () => {},
): Promise<void> {
  const service = await startPlainScopeService({ confirmedContent: 'content' });
  const station = newStation();
  prepare(station);
  const walk: Walk = { station, said, see: (what) => see(what, station) };
  try {
    station.administer({
      service: { name: 'Verification desk', mayConfirm: true },
      language,
      policy,
      pollSeconds: 0.2,
    });
    await station.start();
    await firstStart(walk, service);
    await emptyDesk(walk);
    await intake(walk);
    await decisions(walk, service);
    await finding(walk);
    await batch(walk, service);
    await record(walk);
    await keys(walk);
    await troubles(walk, service);
  } finally {
    await endStation(station).finally(() => service.stop());
  }
}
