import type { Finding } from '../../preload/contract.ts';
import { parseInboxFolder, parseServiceAddress, parseTimeOfDay } from '../config.ts';
import { finding } from '../errors.ts';
import type { Json } from '../strict-json.ts';
import type { Problem } from './problems.ts';

/** What no two services may share, as it is compared, and what is said where they do. */
const distinct: Readonly<Record<string, { readonly compared: (text: string) => string; readonly said: Finding }>> = {
  id: { compared: (id) => id, said: finding('config-not-unique') },
  // Names are told apart by eye, so their case and form don't count.
  name: { compared: (name) => name.normalize('NFKC').trim().toLowerCase(), said: finding('config-not-unique') },
  address: { compared: (address) => written(parseServiceAddress(address)), said: finding('config-not-unique') },
  inboxFolder: { compared: (path) => written(parseInboxFolder(path)), said: finding('config-inbox-shared') },
};

/** As it will be kept; nothing where it is refused by itself. */
const written = (parsed: object): string => ('problem' in parsed ? '' : String(Object.values(parsed)[0]));

/**
 * What the file's fields must agree on with each other. It takes the file as it came, so that this is told together with
 * what is wrong with single fields; what is of another kind than it should be is passed over here.
 */
export function disagreements(file: Json): Problem[] {
  if (!isObject(file)) return [];
  const problems: Problem[] = [];
  const services = Array.isArray(file.services) ? (file.services as readonly Json[]) : [];
  if ('service' in file && 'services' in file) {
    problems.push({ path: ['services'], finding: finding('config-service-twice') });
  }
  if (file.inboxFolder && services.length > 1) {
    problems.push({ path: ['inboxFolder'], finding: finding('config-inbox-shared') });
  }
  for (const [field, { compared, said }] of Object.entries(distinct)) {
    const seen = new Set<string>();
    for (const [index, service] of services.entries()) {
      const given = isObject(service) ? service[field] : null;
      const text = typeof given === 'string' ? compared(given) : '';
      if (text !== '' && seen.has(text)) problems.push({ path: ['services', index, field], finding: said });
      seen.add(text);
    }
  }
  return [...problems, ...halfQuietHours(file)];
}

/** The one time fixed without the other would hold with whatever the operator sets. */
function halfQuietHours({ quietFrom, quietUntil }: { readonly [name: string]: Json }): Problem[] {
  const set = (time: Json | undefined) => typeof time === 'string' && written(parseTimeOfDay(time)) !== '';
  if ((quietFrom === undefined) === (quietUntil === undefined) && set(quietFrom) === set(quietUntil)) return [];
  const given = set(quietFrom) || quietUntil === undefined ? 'quietFrom' : 'quietUntil';
  return [{ path: [given], finding: finding('quiet-hours-half') }];
}

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
