import { entryText } from './chain.ts';
import { growTree, inclusionProof, leafHash, type Subtrees } from './merkle.ts';
import { type RecordFile, STORED_LEVEL, STORED_SIZE } from './record-file.ts';

/**
 * The inclusion proofs of entries in the tree of the first `size` of them, made one after another in the entries' order: what
 * neighbours share is read once. It holds two of the tree's smallest stored parts, and the hashes of the larger ones.
 */
export function inclusionProofs(file: RecordFile, size: number): (number: number) => Buffer[] {
  const large = new Map<string, Buffer>();
  /** The hashes inside of a part, by level and place; the two that were asked for last. */
  let parts: { readonly part: number; readonly hashes: ReadonlyMap<string, Buffer> }[] = [];

  const hashesIn = (part: number): ReadonlyMap<string, Buffer> => {
    const held = parts.find((one) => one.part === part);
    if (held) return held.hashes;
    const hashes = new Map<string, Buffer>();
    const tree = growTree(undefined, (level, place, hash) => {
      hashes.set(`${level}:${(part * STORED_SIZE) / 2 ** level + place}`, hash);
    });
    for (const entry of file.entries(part * STORED_SIZE, STORED_SIZE)) tree.add(leafHash(entryText(entry)));
    parts = [{ part, hashes }, ...parts.slice(0, 1)];
    return hashes;
  };

  const subtrees: Subtrees = (level, place) => {
    const name = `${level}:${place}`;
    if (level < STORED_LEVEL) {
      const part = Math.floor((place * 2 ** level) / STORED_SIZE);
      return hashesIn(part).get(name) ?? file.subtree(level, place);
    }
    const hash = large.get(name) ?? file.subtree(level, place);
    large.set(name, hash);
    return hash;
  };

  return (number) => inclusionProof(number - 1, size, subtrees);
}
