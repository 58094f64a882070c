import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../preload/contract.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import type { Log } from './log.ts';
import { unmanagedService } from './managed/managed-config.ts';
import { folderOf } from './post.ts';
import type { Posts } from './posts.ts';
import type { SecretStore } from './signing/key-store.ts';
import { openVault } from './signing/provision.ts';
import { openDatabase } from './store/database.ts';
import { serviceAddress } from './store/service-address.ts';
import { countUnfinished } from './store/unfinished.ts';

interface LeftOutParts {
  readonly home: string;
  readonly secrets: SecretStore;
  readonly log: Log;
}

/**
 * Looks into the folders of services that the desk once worked for and that the administrator's file does not name any
 * more. They are left as they are, and nothing in them is sent; what is unfinished there must not be forgotten.
 * @returns what a person should know of the posts as they are now, at most one finding a folder; asked again of the same
 * services, nothing
 */
export function watchLeftOut(parts: LeftOutParts): (posts: Posts) => Promise<readonly Finding[]> {
  let lookedFor = '';
  return async (posts) => {
    // Without the keychain nothing can be opened, and while practising the live folders are closed.
    const idle = posts.practising() || posts.all().length === 0 || posts.all().some((post) => post.waitsFor());
    const wanted = posts.managed().services.map(({ id }) => id);
    if (idle || lookedFor === wanted.join()) return [];
    lookedFor = wanted.join();
    const findings: Finding[] = [];
    for (const service of everWorkedFor(parts.home).filter((id) => !wanted.includes(id))) {
      const said = await lookInto(parts, service);
      if (said) findings.push(said);
    }
    return findings;
  };
}

const everWorkedFor = (home: string): string[] => {
  const services = join(home, 'services');
  const ids = existsSync(services) ? readdirSync(services, { withFileTypes: true }) : [];
  return [unmanagedService.id, ...ids.filter((one) => one.isDirectory()).map(({ name }) => name)];
};

async function lookInto({ home, secrets, log }: LeftOutParts, service: string): Promise<Finding | null> {
  const folder = folderOf(home, service);
  if (!existsSync(join(folder, 'countersign.db'))) return null;
  try {
    const vault = await openVault(folder, secrets);
    if (vault.state !== 'open')
      throw new AuthorityError('keychain', `keychain ${vault.state}`, { detail: vault.state });
    const database = openDatabase(folder, vault.databaseKey);
    try {
      const count = countUnfinished(database);
      log('info', 'service-left-out', { service, unfinished: count });
      const address = serviceAddress(database).read() ?? service;
      return count > 0 ? finding('service-left-out', { service, address, count }) : null;
    } finally {
      database.close();
    }
  } catch (fault) {
    log('warn', 'service-left-out-unread', { service, detail: faultText(fault) });
    return finding('service-left-out-unread', { service, detail: faultText(fault) });
  }
}
