import type { ActionAnswer, Finding, HeaderAlgorithm, KeyAlgorithm, Successor } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import { type Post, PRACTICE_POST } from './post.ts';
import { generateSigningKey, type SigningSecret } from './signing/signer.ts';
import { obstacleOf } from './store/obstacle.ts';
import type { Workspace } from './workspace.ts';

export interface KeyKeepingParts {
  readonly clock: Clock;
  /** How the system makes sure that the person is there; null where it is satisfied, or can't ask. */
  readonly presence: () => Promise<Finding | null>;
}

/** What is done to the keys of a service that is at work; each call runs in its turn. */
export function createKeyKeeping({ clock, presence }: KeyKeepingParts) {
  /** Changes the ring, and puts on the record what that was. */
  const change = async (post: Post, work: (at: Workspace) => Promise<void> | void): Promise<ActionAnswer> => {
    const workspace = post.workspace();
    if (!workspace)
      return { outcome: 'refused', reason: finding('not-allowed-now', { status: post.situation().name }) };
    try {
      await work(workspace);
      workspace.published.renew();
      workspace.authority.keysChanged();
    } catch (fault) {
      return { outcome: 'refused', reason: keyRefusal(fault) };
    }
    return { outcome: 'done' };
  };

  /** A desk that was locked is left as it is: whoever comes to it first unlocks it. */
  const changeOpen = (post: Post, work: (at: Workspace) => Promise<void> | void): Promise<ActionAnswer> =>
    change(post, (at) => {
      if (at.authority.locked()) throw new AuthorityError('key-locked', 'the key is locked');
      return work(at);
    });

  return {
    /** Makes a key that waits to take over. */
    add: (post: Post, algorithm: KeyAlgorithm) =>
      changeOpen(post, async ({ ring }) => ring.add(await generateSigningKey(algorithm), 'made', clock.now())),

    /** Takes in a key that was made elsewhere, which waits to take over. */
    take: (post: Post, key: SigningSecret) => changeOpen(post, ({ ring }) => ring.add(key, 'imported', clock.now())),

    /** From now on new approvals are made for another key: one that is here, or one that is made for it. */
    rotate: (post: Post, to: Successor) =>
      changeOpen(post, async ({ ring }) => {
        if ('kid' in to) ring.succeed(to.kid, clock.now());
        else await ring.add(await generateSigningKey(to.algorithm), 'made', clock.now(), true);
      }),

    retire: (post: Post, kid: string) =>
      changeOpen(post, async ({ ring, authority }) => {
        // What is approved under it could be signed by no other key.
        const count = ring.current().kid === kid ? 0 : authority.approvedUnder(kid);
        if (count > 0) throw new AuthorityError('key-has-approvals', 'approvals wait for this key', { count });
        if (authority.resumedBy() === kid) throw new AuthorityError('key-resumes', 'its passphrase resumes signing');
        await ring.retire(kid, clock.now());
      }),

    /** A key without a passphrase is opened for whoever the system takes for its operator. */
    unlock: async (post: Post, passphrase: string, kid: string): Promise<ActionAnswer> => {
      try {
        const closed = post.workspace()?.ring.hasPassphrase(kid) ?? false;
        const absent = closed ? null : await presence();
        if (absent) return { outcome: 'refused', reason: absent };
        return await post.authority().unlock(passphrase, kid);
      } catch (fault) {
        return { outcome: 'refused', reason: keyRefusal(fault) };
      }
    },

    /** @param present empty where it has none @param next null to take it away */
    setPassphrase: (post: Post, kid: string, present: string, next: string | null) =>
      change(post, async ({ ring }) => {
        // What is practised with is thrown away; nothing of it is worth the trouble, or a passphrase that is used elsewhere.
        if (post.id === PRACTICE_POST) throw new AuthorityError('practice-key', 'practice keys have no passphrase');
        // Whoever comes to a locked desk must not keep its operator out; where there is a passphrase already it is asked for.
        if (ring.isLocked(kid) && !ring.hasPassphrase(kid)) throw new AuthorityError('key-locked', 'the key is locked');
        const refused = await ring.setPassphrase(kid, present, next, clock.now());
        if (refused) throw new AuthorityError(refused.code, 'the passphrase was not set', refused.values);
      }),

    /** @param path that the person chose in the system's dialog */
    saveSet: (post: Post, path: string, keep: boolean) =>
      (keep ? changeOpen : change)(post, ({ ring, published }) => {
        published.save(path);
        if (keep) ring.publishTo(path, clock.now());
      }),

    stopSet: (post: Post) => changeOpen(post, ({ ring }) => ring.publishTo(null, clock.now())),

    nameAlgorithm: (post: Post, kid: string, header: HeaderAlgorithm) =>
      changeOpen(post, ({ ring }) => ring.nameAlgorithm(kid, header, clock.now())),
  };
}

/** Why nothing came of a change of keys: the disk, the keychain, or a reason that has words of its own. */
export function keyRefusal(fault: unknown): Finding {
  const obstacle = obstacleOf((fault as { code?: unknown } | null)?.code);
  if (!obstacle && fault instanceof AuthorityError) {
    return Object.keys(fault.values).length > 0 ? finding(fault.code, fault.values) : finding(fault.code);
  }
  return finding(obstacle ?? 'keychain', { detail: faultText(fault) });
}
