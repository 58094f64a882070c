import type { KeyRing } from '../../main/signing/key-ring.ts';
import type { Signer } from '../../main/signing/signer.ts';

/** One key that nothing is ever done to, for an authority without a keychain. */
export function ringOf(signer: Signer, createdAt = 0): KeyRing {
  const never = () => {
    throw new Error('nothing is done to this key');
  };
  const { kid, algorithm, publicJwk } = signer;
  return {
    current: () => signer,
    signer: (of) => (of === kid ? signer : null),
    isLocked: () => false,
    hasPassphrase: () => false,
    lock: never,
    unlock: never,
    proves: never,
    setPassphrase: never,
    keys: () => [{ kid, algorithm, publicJwk: { ...publicJwk }, origin: 'made', createdAt }],
    unrecorded: () => [],
    recorded: () => {},
    add: never,
    succeed: never,
    retire: never,
    noteBackup: never,
    publishedTo: () => null,
    publishTo: never,
    nameAlgorithm: never,
  };
}
