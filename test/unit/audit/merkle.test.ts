import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  continues,
  growTree,
  includes,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  wholeSubtrees,
} from '../../../main/audit/merkle.ts';

const sha256 = (...parts: (Buffer | Uint8Array)[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (text: string) => Buffer.from(text, 'hex');

/** RFC 6962, 2.1, word by word, with every leaf at hand: slow, and nothing of the app's own. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.from([0]), leaves[0] as Buffer);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.from([1]), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** The leaves, roots and proofs that certificate-transparency's own tests are made of. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  hex,
);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Whole subtrees of these leaves' hashes, worked out anew each time. */
const subtreesOf = (hashes: readonly Buffer[]) => {
  const at = (level: number, place: number): Buffer =>
    level === 0 ? (hashes[place] as Buffer) : nodeHash(at(level - 1, place * 2), at(level - 1, place * 2 + 1));
  return at;
};
const leavesNumbered = (count: number) => Array.from({ length: count }, (_, index) => `entry ${index}`);
const hashesOf = (count: number) => leavesNumbered(count).map(leafHash);
const rootAt = (count: number) => treeHash(leavesNumbered(count).map((text) => Buffer.from(text)));
const sizes = fc.integer({ min: 1, max: 200 });

describe('the Merkle tree', () => {
  it('is that of RFC 6962 for the well-known leaves, at every size', () => {
    const tree = growTree();
    expect(tree.root()).toEqual(hex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'));
    leaves.forEach((leaf, index) => {
      tree.add(leafHash(leaf.toString('latin1')));
      expect(tree.root().toString('hex')).toBe(roots[index]);
    });
  });

  it('proves inclusion as the well-known vectors do', () => {
    const subtrees = subtreesOf(leaves.map((leaf) => leafHash(leaf.toString('latin1'))));
    const proofs: readonly (readonly [index: number, size: number, proof: readonly string[]])[] = [
      [0, 1, []],
      [
        0,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        5,
        8,
        [
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
      [
        1,
        5,
        [
          '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        ],
      ],
    ];
    for (const [index, size, proof] of proofs) {
      expect(inclusionProof(index, size, subtrees).map((one) => one.toString('hex'))).toEqual(proof);
    }
  });

  it('proves consistency as the well-known vectors do', () => {
    const subtrees = subtreesOf(leaves.map((leaf) => leafHash(leaf.toString('latin1'))));
    const proofs: readonly (readonly [before: number, size: number, proof: readonly string[]])[] = [
      [1, 1, []],
      [
        1,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        6,
        8,
        [
          '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [
        2,
        5,
        [
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        ],
      ],
    ];
    for (const [before, size, proof] of proofs) {
      expect(consistencyProof(before, size, subtrees).map((one) => one.toString('hex'))).toEqual(proof);
    }
  });

  it('has the hash that RFC 6962 defines, however many leaves there are and wherever it was gone on from', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (size, pause) => {
        const first = growTree();
        const hashes = hashesOf(size);
        for (const leaf of hashes.slice(0, pause)) first.add(leaf);
        const tree = growTree(first.grown());
        for (const leaf of hashes.slice(pause)) tree.add(leaf);
        expect(tree.root()).toEqual(rootAt(size));
        expect(tree.size()).toBe(size);
      }),
    );
  });

  it('tells every subtree once, when it is whole', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const told = new Map<string, Buffer>();
        const tree = growTree(undefined, (level, place, hash) => {
          expect(told.has(`${level}/${place}`)).toBe(false);
          told.set(`${level}/${place}`, hash);
        });
        for (const leaf of hashesOf(size)) tree.add(leaf);
        const parts = wholeSubtrees(size).map(({ level, place }) => told.get(`${level}/${place}`) as Buffer);
        expect(parts).toEqual(tree.grown().subtrees);
        expect(rootOf(parts)).toEqual(rootAt(size));
        for (let level = 0; 2 ** level <= size; level += 1) {
          const whole = [...told.keys()].filter((name) => name.startsWith(`${level}/`));
          expect(whole).toHaveLength(Math.floor(size / 2 ** level));
        }
      }),
    );
  });

  it('includes every leaf by its proof, and nothing else: not another leaf, place, size, root or proof', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, some, bit) => {
        const index = some % size;
        const hashes = hashesOf(size);
        const root = rootAt(size);
        const leaf = hashes[index] as Buffer;
        const proof = inclusionProof(index, size, subtreesOf(hashes));
        expect(includes(leaf, index, size, proof, root)).toBe(true);
        expect(includes(leafHash('another'), index, size, proof, root)).toBe(false);
        for (let place = 0; place < size; place += 1) {
          if (place !== index) expect(includes(leaf, place, size, proof, root)).toBe(false);
        }
        expect(includes(leaf, index, size, [...proof, root], root)).toBe(false);
        expect(includes(leaf, index, size, proof, rootAt(size + 1))).toBe(false);
        expect(includes(leaf, size, size, proof, root)).toBe(false);
        if (proof.length > 0) {
          expect(includes(leaf, index, size, proof.slice(1), root)).toBe(false);
          const bent = proof.map((hash) => Buffer.from(hash));
          const at = bit % bent.length;
          (bent[at] as Buffer)[bit % 32] = ((bent[at] as Buffer)[bit % 32] as number) ^ 1;
          expect(includes(leaf, index, size, bent, root)).toBe(false);
        }
      }),
    );
  });

  it('continues every tree that it grew from by its proof, and no other', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, some) => {
        const before = 1 + (some % size);
        const hashes = hashesOf(size);
        const proof = consistencyProof(before, size, subtreesOf(hashes));
        const was = { size: before, root: rootAt(before) };
        const now = { size, root: rootAt(size) };
        expect(continues(was, now, proof)).toBe(true);
        expect(continues({ size: before, root: leafHash('another') }, now, proof)).toBe(false);
        expect(continues(was, { size, root: leafHash('another') }, proof)).toBe(false);
        expect(continues(was, now, [...proof, now.root])).toBe(false);
        expect(continues(now, was, proof)).toBe(before === size);
        if (proof.length > 0) expect(continues(was, now, proof.slice(1))).toBe(false);
      }),
    );
  });
});
