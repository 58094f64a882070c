import { type Json, parseStrictJson } from '../strict-json.ts';
import {
  type BareJwk,
  type Evidence,
  type EvidenceDecision,
  FORMAT,
  lacks,
  outcomes,
  type ProvedEntry,
  VERSION,
} from './form.ts';

/*
 * Reads evidence, member by member and strictly. It is written out here, since the verifier takes nothing along that its
 * reader would have to trust beside it.
 */

/** More than this is not read: hundreds of decisions take less. */
export const LARGEST_EVIDENCE = 64 * 1024 * 1024;

/** Why a file is not evidence that can be judged. */
export type Unreadable =
  | { readonly code: 'not-utf8' | 'too-large' | 'not-evidence' | 'json-too-deep' | 'json-other' }
  | { readonly code: 'not-json' | 'json-twice'; readonly detail: string }
  | { readonly code: 'other-version'; readonly version: string }
  | { readonly code: 'malformed'; readonly at: string };

class Malformed extends Error {
  constructor(readonly at: string) {
    super(at);
  }
}

type Read<T> = (value: Json, at: string) => T;

const text =
  (fits: (text: string) => boolean = () => true): Read<string> =>
  (value, at) => {
    if (typeof value !== 'string' || !fits(value)) throw new Malformed(at);
    return value;
  };
const whole: Read<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Malformed(at);
  return value;
};
/** A machine's steady clock may give parts of a millisecond. */
const finite: Read<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Malformed(at);
  return value;
};
const oneOf =
  <const T extends string | number>(...all: readonly T[]): Read<T> =>
  (value, at) => {
    const found = all.find((one) => one === value);
    if (found === undefined) throw new Malformed(at);
    return found;
  };
const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);
const list =
  <T>(read: Read<T>, fewest = 0): Read<T[]> =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < fewest) throw new Malformed(at);
    return value.map((one, index) => read(one, `${at}[${index}]`));
  };
const object =
  <T>(members: { readonly [Name in keyof T]: Read<T[Name]> }): Read<T> =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Malformed(at);
    const given = value as Readonly<Record<string, Json>>;
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(members, name));
    if (unknown !== undefined) throw new Malformed(`${at}.${unknown}`);
    const read = Object.entries<Read<unknown>>(members).map(([name, member]) => {
      if (!Object.hasOwn(given, name)) throw new Malformed(`${at}.${name}`);
      return [name, member(given[name] as Json, `${at}.${name}`)];
    });
    return Object.fromEntries(read) as T;
  };
const jwk: Read<BareJwk> = (value, at) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Malformed(at);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, text()(one, `${at}.${name}`)]));
};

/** The one spelling of 32 bytes as base64 (RFC 4648, 4). */
const hash = text((one) => {
  const bytes = Buffer.from(one, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === one;
});

const provedEntry = object<ProvedEntry>({
  entry: object({
    form: oneOf(1, 2),
    number: (value, at) => {
      const number = whole(value, at);
      if (number === 0) throw new Malformed(at);
      return number;
    },
    at: whole,
    monotonic: orNull(finite),
    event: text(),
    jobId: orNull(text()),
    operator: text(),
    kid: orNull(text()),
    detail: text(),
    personal: text(),
    previous: text(),
    hash: text(),
  }),
  values: list(object({ name: text(), salt: text(), value: text() })),
  proof: list(hash),
});

const decision = object<EvidenceDecision>({
  jobId: text(),
  outcome: oneOf(...outcomes),
  request: orNull(object({ kind: oneOf('subject-token', 'service-statement'), text: text() })),
  approved: orNull(object({ header: text(), payload: text(), digest: text() })),
  token: orNull(text()),
  notKept: list(oneOf(...lacks)),
  entries: list(provedEntry, 1),
});

const evidence = object<Evidence>({
  format: oneOf(FORMAT),
  version: oneOf(VERSION),
  about: text(),
  verify: list(text()),
  made: object({ at: text(), by: text() }),
  auditKey: text(),
  checkpoint: text(),
  signingKeys: list(jwk),
  context: list(provedEntry),
  decisions: list(decision, 1),
});

/** @param bytes of the file */
export function readEvidence(bytes: Uint8Array): { readonly evidence: Evidence } | Unreadable {
  if (bytes.length > LARGEST_EVIDENCE) return { code: 'too-large' };
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { code: 'not-utf8' };
  }
  const parsed = parseStrictJson(source);
  if ('problem' in parsed) {
    const { code, values } = parsed.problem;
    if (code === 'json-too-deep') return { code };
    if (code === 'json-duplicate-key') return { code: 'json-twice', detail: String(values?.key) };
    return code === 'json-syntax' ? { code: 'not-json', detail: placeOfFault(source) } : { code: 'json-other' };
  }
  const { value } = parsed;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { code: 'not-evidence' };
  const { format, version } = value as Readonly<Record<string, Json>>;
  if (format !== FORMAT) return { code: 'not-evidence' };
  if (version !== VERSION) return { code: 'other-version', version: String(JSON.stringify(version)) };
  try {
    return { evidence: evidence(value, 'evidence') };
  } catch (fault) {
    if (fault instanceof Malformed) return { code: 'malformed', at: fault.at };
    throw fault;
  }
}

/** What the runtime says of text that is no JSON; nothing where it would take it. */
function placeOfFault(source: string): string {
  try {
    JSON.parse(source);
    return '';
  } catch (fault) {
    return fault instanceof Error ? fault.message : '';
  }
}
