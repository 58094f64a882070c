import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionAnswer, ConnectAnswer, Finding, KeyOrigin, SaveAnswer, Settings } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { parseIssuer, parseServiceAddress } from './config.ts';
import { faultText, finding } from './errors.ts';
import { type Access, accessFrom } from './jobs/access.ts';
import { probeService } from './jobs/probe.ts';
import { keyRefusal } from './key-keeping.ts';
import { fixedNames } from './managed/managed-config.ts';
import type { Post } from './post.ts';
import { checkSettings, type SettingsStore } from './settings.ts';
import type { SecretStore } from './signing/key-store.ts';
import { provision } from './signing/provision.ts';
import { isServiceSecret, keepServiceSecret } from './signing/service-secret.ts';
import type { SigningSecret } from './signing/signer.ts';

/** What setting up and changing settings need of the desk; each call runs in its turn. */
export interface SetupParts {
  /** Folder of the service that the operator sets up themselves. */
  readonly liveFolder: string;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly practising: () => boolean;
  readonly systemProxy?: Access['systemProxy'];
  /** Whether the operator chose this folder in the system's own dialog. */
  readonly folderChosen: (path: string) => boolean;
  /** Puts a change of settings on the record of every service that it may concern. */
  readonly record: (change: Partial<Settings>) => void;
  /** Closes what is open for the post and opens what the settings now ask for. */
  readonly reopen: (post: Post) => Promise<void>;
  readonly changed: () => void;
}

export interface ConnectAsk {
  readonly address: string;
  readonly issuer: string;
  /** Although the service did not answer. */
  readonly anyway: boolean;
}

/** Connects to a service, makes its key, and changes settings: checked whole, then written, then in force. */
export function createSetup(parts: SetupParts) {
  const { settings, secrets, clock, practising, folderChosen, reopen, changed } = parts;

  const movedNames = (post: Post, change: Partial<Settings>) =>
    (['address', 'issuer'] as const).filter(
      (name) => change[name] !== undefined && change[name] !== post.values()[name],
    );

  /** What is approved for one service must not be sent to another; while practising the live desk is closed to questions. */
  const problemOfMoving = (post: Post, change: Partial<Settings>): Finding | null => {
    if (movedNames(post, change).length === 0) return null;
    if (practising()) return existsSync(join(parts.liveFolder, 'keys.json')) ? finding('leave-practice-first') : null;
    const count = post.workspace()?.authority.unfinished() ?? 0;
    return count > 0 ? finding('unfinished', { count }) : null;
  };

  return {
    connect: async (post: Post, ask: ConnectAsk): Promise<ConnectAnswer> => {
      const refused = (field: 'address' | 'issuer', reason: Finding, canForce = false): ConnectAnswer => ({
        outcome: 'refused',
        field,
        reason,
        canForce,
      });
      // Where the administrator names the services there is none for the operator to set up.
      if (!post.operatorsOwn()) return refused('address', finding('fixed-by-administrator'));
      const fixed = post.fixed();
      const address = parseServiceAddress(fixed.address ?? ask.address);
      if ('problem' in address) return refused('address', address.problem);
      const issuer = parseIssuer(fixed.issuer ?? ask.issuer.trim());
      if ('problem' in issuer) return refused('issuer', issuer.problem);
      const change = { address: address.address, issuer: issuer.issuer };
      const standing = problemOfMoving(post, change);
      if (standing) return refused('address', standing);
      const { ca } = post.values();
      const access = accessFrom({ ca, authHeader: '' }, null, parts.systemProxy ?? null);
      const fault = ask.anyway ? null : await probeService(address.address, access, clock);
      if (fault) return refused('address', finding('unreachable', { detail: fault }), true);
      settings.write({ mode: 'live', values: change });
      await reopen(post);
      return { outcome: 'connected' };
    },

    /** Stores the first key, and goes to work with it. */
    keepKey: async (post: Post, key: SigningSecret, origin: KeyOrigin): Promise<ActionAnswer> => {
      try {
        await provision(post.folder, secrets, clock.now(), key, origin);
      } catch (fault) {
        return { outcome: 'refused', reason: keyRefusal(fault) };
      }
      settings.write({ mode: 'live' });
      await reopen(post);
      return { outcome: 'done' };
    },

    keepServiceSecret: async (post: Post, secret: string): Promise<ActionAnswer> => {
      const refused = (reason: Finding): ActionAnswer => ({ outcome: 'refused', reason });
      if (practising() || post.hasServiceSecret() === null) return refused(finding('no-service-secret-yet'));
      if (secret !== '' && !isServiceSecret(secret)) return refused(finding('service-secret-invalid'));
      try {
        await keepServiceSecret(post.folder, secrets, post.values().address, secret === '' ? null : secret);
      } catch (fault) {
        return refused(finding('keychain', { detail: faultText(fault) }));
      }
      // That it changed is on the record; what it is stands nowhere but in the keychain.
      post.workspace()?.authority.note('service-secret-changed', { kept: secret !== '' });
      await post.readServiceSecret();
      // Whoever was not let in for want of it is let in now.
      changed();
      return { outcome: 'done' };
    },

    save: async (post: Post, change: Partial<Settings>): Promise<SaveAnswer> => {
      const checked = checkSettings(change, fixedNames(post.fixed()), post.values());
      if ('problems' in checked) return { outcome: 'refused', problems: checked.problems };
      const { inboxFolder = '' } = checked.values;
      // Files are moved out of it, so a page that is not itself any more must not be able to name one.
      if (inboxFolder !== '' && inboxFolder !== post.values().inboxFolder && !folderChosen(inboxFolder)) {
        return { outcome: 'refused', problems: { inboxFolder: finding('folder-not-chosen') } };
      }
      const moved = movedNames(post, checked.values);
      const problem = problemOfMoving(post, checked.values);
      if (problem) return { outcome: 'refused', problems: Object.fromEntries(moved.map((name) => [name, problem])) };
      // On the record first: what can't be recorded is not changed.
      parts.record(checked.values);
      settings.write({ values: checked.values });
      if (moved.length > 0 && !practising()) await reopen(post);
      else changed();
      return { outcome: 'saved' };
    },
  };
}
