import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { BackupAnswer, BackupReading, Finding, RehearsalAnswer, RestoreAnswer } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { AuthorityError, finding } from './errors.ts';
import { keyRefusal } from './key-keeping.ts';
import { type Post, PRACTICE_POST } from './post.ts';
import type { SettingsStore } from './settings.ts';
import { type BackupContent, openBackup, readEnvelope, type SealedBackup, sealBackup } from './signing/backup.ts';
import type { SecretStore } from './signing/key-store.ts';
import { SHORTEST_PASSPHRASE } from './signing/passphrase-cipher.ts';
import { collectBackup, provedKeys, restoreVault } from './signing/restore.ts';
import { replaceFile } from './whole-file.ts';
import type { Workspace } from './workspace.ts';

/** Of the backup that is made, and of the keys that have one; empty where none has. */
export interface BackupPassphrases {
  readonly passphrase: string;
  readonly keyPassphrase: string;
}

export interface BackupKeepingParts {
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

const LARGEST_BACKUP = 4 * 1024 * 1024;

const refused = (reason: Finding) => ({ outcome: 'refused' as const, reason });

/** Makes backups of a service's keys, proves them, and restores from them; each call runs in its turn. */
export function createBackupKeeping({ settings, secrets, clock }: BackupKeepingParts) {
  let chosen: SealedBackup | null = null;

  const opened = async (passphrase: string): Promise<BackupContent> => {
    if (!chosen) throw new AuthorityError('backup-not-chosen', 'no backup was chosen');
    const content = await openBackup(chosen, passphrase);
    if ('problem' in content) throw new AuthorityError(content.problem.code, 'the backup does not open');
    return content;
  };

  /** At a desk that is at work: what is here stays, and what is not here comes. */
  const bringIn = async (post: Post, workspace: Workspace, passphrase: string): Promise<RestoreAnswer> => {
    const { ring, published, authority } = workspace;
    // Whoever comes to a locked desk could have their own key published there.
    if (authority.locked()) return refused(finding('key-locked'));
    try {
      const content = await opened(passphrase);
      const other = otherIssuer(post.values().issuer, content);
      if (other) return refused(other);
      await provedKeys(content, ring.keys());
      const keys = content.keys.flatMap(({ publicJwk, secret }) =>
        secret === undefined ? [] : [{ publicJwk, secret }],
      );
      const receipt = await ring.bringIn(keys, content.madeAt, clock.now());
      published.renew();
      authority.keysChanged();
      chosen = null;
      return { outcome: 'brought-in', receipt: { ...receipt, madeAt: content.madeAt, service: content.service } };
    } catch (fault) {
      return refused(keyRefusal(fault));
    }
  };

  return {
    /**
     * Keys with a passphrase go into it as they are behind that, so that the backup's own is all that a restoration takes.
     * @param path that the person chose in the system's dialog, which asked before replacing a file
     */
    make: async (post: Post, path: string, { passphrase, keyPassphrase }: BackupPassphrases): Promise<BackupAnswer> => {
      const workspace = post.workspace();
      if (!workspace) return refused(finding('not-allowed-now', { status: post.situation().name }));
      if ([...passphrase].length < SHORTEST_PASSPHRASE) {
        return refused(finding('passphrase-short', { least: SHORTEST_PASSPHRASE }));
      }
      const { ring, authority } = workspace;
      if (authority.locked()) return refused(finding('key-locked'));
      try {
        const closed = ring.keys().flatMap(({ kid, retiredAt }) => {
          return retiredAt === undefined && ring.hasPassphrase(kid) ? [kid] : [];
        });
        const asked = closed.find((kid) => kid === ring.current().kid) ?? closed[0];
        const wrong = asked === undefined ? null : await ring.proves(keyPassphrase, clock.now(), asked);
        if (wrong) return refused(wrong);
        const { serviceName: name, address, issuer } = post.values();
        const service = { name, address, issuer };
        const content = await collectBackup(post.folder, secrets, service, clock.now(), keyPassphrase);
        const out = content.keys.find(({ kid, secret }) => closed.includes(kid) && secret === undefined);
        if (out) return refused(finding('backup-other-passphrase', { kid: out.kid }));
        const kids = content.keys.flatMap(({ kid, secret }) => (secret === undefined ? [] : [kid]));
        writeWhole(path, await sealBackup(content, passphrase));
        ring.noteBackup('backup-made', kids, clock.now());
        authority.keysChanged();
        return { outcome: 'made', file: basename(path), kids };
      } catch (fault) {
        return refused(keyRefusal(fault));
      }
    },

    /** @param path that the person chose in the system's dialog */
    read: (path: string): BackupReading => {
      chosen = null;
      const text = textOf(path);
      if (text === null) return refused(finding('backup-unreadable'));
      const envelope = readEnvelope(text);
      if ('problem' in envelope) return refused(envelope.problem);
      chosen = envelope;
      return { outcome: 'read', file: basename(path) };
    },

    /** Opens the backup in memory, has every key in it sign a challenge, and changes nothing but the date of it. */
    rehearse: async (post: Post, passphrase: string): Promise<RehearsalAnswer> => {
      const workspace = post.workspace();
      if (!workspace) return refused(finding('not-allowed-now', { status: post.situation().name }));
      try {
        const content = await opened(passphrase);
        const now = await collectBackup(post.folder, secrets, content.service, clock.now(), '');
        if (content.databaseKey !== now.databaseKey) {
          throw new AuthorityError('backup-other-database', 'the backup holds the key of another database');
        }
        const { ring } = workspace;
        const held = ring.keys();
        const proved = await provedKeys(content, held);
        const kids = proved.filter((kid) => held.some((key) => key.kid === kid && key.retiredAt === undefined));
        ring.noteBackup('backup-proved', kids, clock.now());
        workspace.authority.keysChanged();
        const missing = held.filter(({ kid }) => (ring.signer(kid) || ring.isLocked(kid)) && !kids.includes(kid));
        return { outcome: 'proved', madeAt: content.madeAt, kids, missing: missing.map(({ kid }) => kid) };
      } catch (fault) {
        return refused(keyRefusal(fault));
      }
    },

    /** Restores and does not go to work: that is for the person to begin, once they have seen the receipt. */
    restore: async (post: Post, passphrase: string): Promise<RestoreAnswer> => {
      const workspace = post.id === PRACTICE_POST ? null : post.workspace();
      if (workspace) return bringIn(post, workspace, passphrase);
      if (post.id === PRACTICE_POST || !restorable.includes(post.situation().name)) {
        return refused(finding('not-allowed-now', { status: post.situation().name }));
      }
      try {
        const content = await opened(passphrase);
        const { issuer, address, serviceName } = post.values();
        const other = otherIssuer(issuer, content);
        if (other) return refused(other);
        const { state, ...more } = await secrets.state();
        if (state !== 'available') throw new AuthorityError('keychain', state, { detail: state, ...more });
        const restored = await restoreVault(post.folder, secrets, content, clock.now());
        if (post.operatorsOwn()) {
          const { service } = content;
          settings.write({
            mode: 'live',
            values: {
              address: address || service.address,
              issuer: issuer || service.issuer,
              serviceName: serviceName || service.name,
            },
          });
        }
        chosen = null;
        return { outcome: 'restored', receipt: { ...restored, madeAt: content.madeAt, service: content.service } };
      } catch (fault) {
        return refused(keyRefusal(fault));
      }
    },
  };
}

/** Keys sign as whoever they were made for. */
const otherIssuer = (ours: string, { service: { issuer: theirs } }: BackupContent): Finding | null =>
  ours !== '' && ours !== theirs ? finding('backup-other-issuer', { theirs, ours }) : null;

/** Where keys are missed, or there are none as yet. */
const restorable: readonly string[] = ['setup', 'key-missing', 'key-replaced', 'keys-file-missing', 'store-unreadable'];

function textOf(path: string): string | null {
  try {
    const { size } = statSync(path);
    return size > LARGEST_BACKUP ? '' : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The file is there whole or not at all, is the operator's alone, and reads back as it was written. */
function writeWhole(path: string, text: string): void {
  replaceFile(path, text, {
    check: (part) => {
      if (readFileSync(part, 'utf8') !== text) throw new AuthorityError('backup-not-written', 'reads back differently');
    },
  });
}
