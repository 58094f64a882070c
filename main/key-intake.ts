import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { FileFate, Finding, KeyReading } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { finding } from './errors.ts';
import { LONGEST_KEY_TEXT, type Opening, openKey, recogniseKey } from './signing/incoming-key.ts';
import { overwriteFile } from './signing/overwritten-file.ts';
import type { SigningSecret } from './signing/signer.ts';

/** What a person chose to bring in: a file's path, or a text with what is to become of it once it is in the keychain. */
export type KeyMaterial = { readonly path: string } | { readonly text: string; readonly onTaken: () => void };

/**
 * The key that a person is bringing in, from when they chose it until it is in the keychain. Its bytes are read and held
 * here in main, and are no part of any answer.
 */
export interface KeyIntake {
  read(material: KeyMaterial): KeyReading;
  /** @returns null where nothing was chosen, or it was too long ago */
  open(opening: Opening): Promise<SigningSecret | { readonly problem: Finding } | null>;
  /** It is in the keychain. @param overwrite whether the person asked for the file to be overwritten and deleted */
  taken(overwrite: boolean): FileFate;
  forget(): void;
}

/** As long as a person may take to find a passphrase. */
const HELD_FOR_MS = 10 * 60_000;

export function createKeyIntake(clock: Clock): KeyIntake {
  let held: { readonly text: string; readonly material: KeyMaterial } | null = null;
  let callOff = () => {};
  const forget = () => {
    callOff();
    held = null;
  };
  return {
    read: (material) => {
      forget();
      const text = 'path' in material ? textOf(material.path) : material.text;
      if (text === null) return { outcome: 'refused', reason: finding('key-file-unreadable') };
      if (text.trim() === '') return { outcome: 'refused', reason: finding('key-nothing-there') };
      const recognised = recogniseKey(text);
      if ('problem' in recognised) return { outcome: 'refused', reason: recognised.problem };
      held = { text, material };
      callOff = clock.after(HELD_FOR_MS, forget);
      return { outcome: 'read', ...recognised, file: 'path' in material ? basename(material.path) : null };
    },
    open: async (opening) => (held ? openKey(held.text, opening) : null),
    taken: (overwrite) => {
      const was = held;
      forget();
      if (!was) return 'none';
      if ('path' in was.material) {
        if (!overwrite) return 'kept';
        return overwriteFile(was.material.path, was.text) ? 'overwritten' : 'not-overwritten';
      }
      was.material.onTaken();
      return 'none';
    },
    forget,
  };
}

/** Null for what can't be read or is no file; of a long one only so much that it is seen to be too long. */
function textOf(path: string): string | null {
  try {
    const handle = openSync(path, 'r');
    try {
      if (!fstatSync(handle).isFile()) return null;
      const bytes = Buffer.alloc(LONGEST_KEY_TEXT + 1);
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0)).toString('utf8');
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}
