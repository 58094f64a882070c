import { aboutService, type RequestName } from '../../preload/contract.ts';
import type { Desk } from '../desk.ts';
import { AuthorityError } from '../errors.ts';

const aboutOne: ReadonlySet<RequestName> = new Set([...aboutService, 'undo']);

/**
 * What a person decided before one service must never be done for another that has come into view meanwhile. `undo`
 * alone goes to the service that it names, in view or not: it keeps something from being signed.
 * @param service as the page named it; undefined where it named none
 * @throws AuthorityError `service-not-in-view`, `service-not-named` where there are several and the page named none
 */
export function checkService(
  desk: Pick<Desk, 'inView' | 'services'>,
  name: RequestName,
  service: string | null | undefined,
): void {
  if (!aboutOne.has(name)) return;
  if (service === undefined) {
    if (desk.services().length > 1) throw new AuthorityError('service-not-named', `${name} names no service`);
  } else if (name !== 'undo' && service !== desk.inView()) {
    throw new AuthorityError('service-not-in-view', `${name} was meant for ${service}`);
  }
}
