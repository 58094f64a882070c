import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';

/** What lies at a source. Whatever is there and can't be used is `refused`, never taken for nothing. */
export type SourceText =
  | { readonly state: 'absent' }
  | {
      readonly state: 'given';
      readonly text: string;
      /** Whether its lines are those that a person wrote. */
      readonly hasLines: boolean;
    }
  | { readonly state: 'refused'; readonly problem: Finding };

/** Where the administrator of the machine fixes settings, whoever uses it. */
export interface MachineSource {
  /** For people. */
  readonly place: string;
  /** The path of the file, where it is one that people write. */
  readonly file: string | null;
  readonly read: () => Promise<SourceText>;
}

/** Far more than twenty services with their keys. */
export const MOST_BYTES = 1024 * 1024;

/** Bytes as text: UTF-8, with or without the byte order mark that editors on Windows write. */
export function given(bytes: Uint8Array): SourceText {
  try {
    return { state: 'given', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), hasLines: true };
  } catch {
    return { state: 'refused', problem: finding('config-not-utf8') };
  }
}
