import { hash } from 'node:crypto';

/*
 * The Merkle tree of RFC 6962, 2.1 (RFC 9162, 2.1 is the same): leaves and nodes are hashed with different first bytes, and
 * a tree of n leaves is split where its left half is the largest power of two below n.
 */

const NOTHING = Buffer.from(hash('sha256', '', 'hex'), 'hex');

/** SHA-256 of 0x00 and the leaf's bytes. @param text whose UTF-8 bytes are the leaf */
export const leafHash = (text: string): Buffer => hash('sha256', `\0${text}`, 'buffer');

const pair = Buffer.alloc(65);
pair[0] = 1;
/** SHA-256 of 0x01 and the two hashes. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1);
  right.copy(pair, 33);
  return hash('sha256', pair, 'buffer');
}

/** The first `size` leaves in as few whole subtrees as there are, the largest first: all that is needed to go on from there. */
export interface Grown {
  readonly size: number;
  readonly subtrees: readonly Buffer[];
}

export interface Tree {
  /** @param leaf its hash */
  add(leaf: Buffer): void;
  size(): number;
  root(): Buffer;
  grown(): Grown;
}

/**
 * A tree that grows leaf by leaf and holds no more of itself than it needs to.
 * @param onSubtree told of every subtree of 2^level leaves as soon as it is whole; `place` of them lie before it
 */
export function growTree(
  from: Grown = { size: 0, subtrees: [] },
  onSubtree?: (level: number, place: number, hash: Buffer) => void,
): Tree {
  let size = from.size;
  const subtrees = [...from.subtrees];
  return {
    add: (leaf) => {
      let whole = leaf;
      let place = size;
      size += 1;
      onSubtree?.(0, place, whole);
      for (let level = 1; place % 2 === 1; level += 1) {
        whole = nodeHash(subtrees.pop() as Buffer, whole);
        place = (place - 1) / 2;
        onSubtree?.(level, place, whole);
      }
      subtrees.push(whole);
    },
    size: () => size,
    root: () => rootOf(subtrees),
    grown: () => ({ size, subtrees: [...subtrees] }),
  };
}

/** The hash of the tree that these whole subtrees make up, the largest first. */
export function rootOf(subtrees: readonly Buffer[]): Buffer {
  if (subtrees.length === 0) return NOTHING;
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}

/** The hash of the subtree of 2^level leaves that `place` others of its level lie before. */
export type Subtrees = (level: number, place: number) => Buffer;

/** Sizes of the whole subtrees that a tree of so many leaves is made of, the largest first. */
export function wholeSubtrees(size: number): { readonly level: number; readonly place: number }[] {
  const parts: { level: number; place: number }[] = [];
  for (let from = 0; from < size; ) {
    const level = Math.floor(Math.log2(size - from));
    parts.push({ level, place: from / 2 ** level });
    from += 2 ** level;
  }
  return parts;
}

/** The hash of the leaves from `from` on and before `to`, which begin where a subtree of their size would. */
function hashOf(from: number, to: number, subtrees: Subtrees): Buffer {
  const parts = wholeSubtrees(to - from).map(({ level, place }) => subtrees(level, from / 2 ** level + place));
  return rootOf(parts);
}

/** Where a tree of more than one leaf is split. */
const splitOf = (size: number): number => 2 ** Math.ceil(Math.log2(size) - 1);

/** RFC 6962, 2.1.1: what it takes to come from the leaf at `index` to the root of a tree of `size` leaves. */
export function inclusionProof(index: number, size: number, subtrees: Subtrees): Buffer[] {
  const path = (from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle
      ? [...path(from, middle), hashOf(middle, to, subtrees)]
      : [...path(middle, to), hashOf(from, middle, subtrees)];
  };
  return index < 0 || index >= size ? [] : path(0, size);
}

/** RFC 6962, 2.1.2: what shows that the tree of `before` leaves is the beginning of that of `size`; `before` is at least 1. */
export function consistencyProof(before: number, size: number, subtrees: Subtrees): Buffer[] {
  const path = (from: number, to: number, known: boolean): Buffer[] => {
    if (before === to) return known ? [] : [hashOf(from, to, subtrees)];
    const middle = from + splitOf(to - from);
    return before <= middle
      ? [...path(from, middle, known), hashOf(middle, to, subtrees)]
      : [...path(middle, to, false), hashOf(from, middle, subtrees)];
  };
  return before < 1 || before >= size ? [] : path(0, size, true);
}

/** RFC 9162, 2.1.3.2. */
export function includes(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean {
  if (index < 0 || index >= size) return false;
  let [place, last] = [index, size - 1];
  let reached = leaf;
  for (const other of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      reached = nodeHash(other, reached);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else reached = nodeHash(reached, other);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && reached.equals(root);
}

/** RFC 9162, 2.1.4.2. */
export function continues(
  before: { readonly size: number; readonly root: Buffer },
  now: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (before.size === now.size) return proof.length === 0 && before.root.equals(now.root);
  if (before.size < 1 || before.size > now.size) return false;
  const hashes = [...proof];
  // A whole subtree is its own beginning, and is not among the hashes.
  if (Number.isInteger(Math.log2(before.size))) hashes.unshift(before.root);
  let [place, last] = [before.size - 1, now.size - 1];
  while (place % 2 === 1) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  const first = hashes.shift();
  if (!first) return false;
  let [old, reached] = [first, first];
  for (const other of hashes) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      old = nodeHash(other, old);
      reached = nodeHash(other, reached);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else reached = nodeHash(reached, other);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && old.equals(before.root) && reached.equals(now.root);
}
