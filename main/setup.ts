import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionAnswer, ConnectAnswer, Finding, SaveAnswer, Settings } from '../preload/contract.ts';
import type { Authority } from './authority.ts';
import type { Clock } from './clock.ts';
import { parseIssuer, parseServiceAddress } from './config.ts';
import { faultText, finding } from './errors.ts';
import { probeService } from './jobs/probe.ts';
import { fixedNames } from './managed/managed-config.ts';
import { checkSettings, type SettingsStore } from './settings.ts';
import type { SecretStore } from './signing/key-store.ts';
import { provision } from './signing/provision.ts';

/** What setting up and changing settings need of the desk; each call runs in its turn. */
export interface SetupParts {
  readonly liveFolder: string;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** The settings that the administrator fixed. */
  readonly fixed: () => Partial<Settings>;
  /** The settings that hold now, the administrator's before the operator's. */
  readonly values: () => Settings;
  readonly practising: () => boolean;
  /** Whether the operator chose this folder in the system's own dialog. */
  readonly folderChosen: (path: string) => boolean;
  readonly authority: () => Authority | null;
  /** Closes what is open and opens what the settings now ask for. */
  readonly reopen: () => Promise<void>;
  readonly changed: () => void;
}

/** Connects to a service, makes its key, and changes settings: checked whole, then written, then in force. */
export function createSetup(parts: SetupParts) {
  const { settings, secrets, clock, fixed, values, practising, folderChosen, authority, reopen, changed } = parts;

  const movedNames = (change: Partial<Settings>) =>
    (['address', 'issuer'] as const).filter((name) => change[name] !== undefined && change[name] !== values()[name]);

  /** What is approved for one service must not be sent to another; while practising the live desk is closed to questions. */
  const problemOfMoving = (change: Partial<Settings>): Finding | null => {
    if (movedNames(change).length === 0) return null;
    if (practising()) return existsSync(join(parts.liveFolder, 'keys.json')) ? finding('leave-practice-first') : null;
    const count = authority()?.unfinished() ?? 0;
    return count > 0 ? finding('unfinished', { count }) : null;
  };

  return {
    connect: async (ask: { address: string; issuer: string; anyway: boolean }): Promise<ConnectAnswer> => {
      const refused = (field: 'address' | 'issuer', reason: Finding, canForce = false): ConnectAnswer => ({
        outcome: 'refused',
        field,
        reason,
        canForce,
      });
      const address = parseServiceAddress(fixed().address ?? ask.address);
      if ('problem' in address) return refused('address', address.problem);
      const issuer = parseIssuer(fixed().issuer ?? ask.issuer.trim());
      if ('problem' in issuer) return refused('issuer', issuer.problem);
      const change = { address: address.address, issuer: issuer.issuer };
      const standing = problemOfMoving(change);
      if (standing) return refused('address', standing);
      const fault = ask.anyway ? null : await probeService(address.address, clock);
      if (fault) return refused('address', finding('unreachable', { detail: fault }), true);
      settings.write({ mode: 'live', values: change });
      await reopen();
      return { outcome: 'connected' };
    },

    createKey: async (): Promise<ActionAnswer> => {
      try {
        await provision(parts.liveFolder, secrets, clock.now());
      } catch (fault) {
        return { outcome: 'refused', reason: finding('keychain', { detail: faultText(fault) }) };
      }
      settings.write({ mode: 'live' });
      await reopen();
      return { outcome: 'done' };
    },

    save: async (change: Partial<Settings>): Promise<SaveAnswer> => {
      const checked = checkSettings(change, fixedNames(fixed()), values());
      if ('problems' in checked) return { outcome: 'refused', problems: checked.problems };
      const { inboxFolder = '' } = checked.values;
      // Files are moved out of it, so a page that is not itself any more must not be able to name one.
      if (inboxFolder !== '' && inboxFolder !== values().inboxFolder && !folderChosen(inboxFolder)) {
        return { outcome: 'refused', problems: { inboxFolder: finding('folder-not-chosen') } };
      }
      const moved = movedNames(checked.values);
      const problem = problemOfMoving(checked.values);
      if (problem) return { outcome: 'refused', problems: Object.fromEntries(moved.map((name) => [name, problem])) };
      // On the record first: what can't be recorded is not changed.
      authority()?.note('settings-changed', checked.values);
      settings.write({ values: checked.values });
      if (moved.length > 0 && !practising()) await reopen();
      else changed();
      return { outcome: 'saved' };
    },
  };
}
