import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../review/digest.ts';
import { canonicalJson } from './chain.ts';

/**
 * Members of an event's detail that may say something of a person. An entry has only what they are committed to; the values
 * lie apart, with their salts, so that they can be erased and the chain still holds.
 */
const personalNames: Readonly<Record<string, readonly string[]>> = {
  rejected: ['text'],
  held: ['note'],
  'job-shown': ['warnings'],
  // What was looked for may be a name.
  'record-exported': ['search'],
};

/** A personal value of an entry. Whoever has it and its salt can show that the entry is about it; nobody else can guess it. */
export interface PersonalValue {
  readonly name: string;
  /** 256 random bits, base64url. */
  readonly salt: string;
  /** Canonical JSON. */
  readonly value: string;
}

/** Hexadecimal SHA-256 over the canonical JSON of name, salt and value. */
export const commitmentOf = ({ name, salt, value }: PersonalValue): string =>
  sha256Hex(canonicalJson({ name, salt, value }));

/** Takes a detail apart into what the entry says openly and what it is committed to. */
export function setApart(event: string, detail: Readonly<Record<string, unknown>>) {
  const names = personalNames[event] ?? [];
  const values = names.flatMap((name): PersonalValue[] =>
    detail[name] === undefined
      ? []
      : [{ name, salt: randomBytes(32).toString('base64url'), value: canonicalJson(detail[name]) }],
  );
  const open = Object.fromEntries(Object.entries(detail).filter(([name]) => !names.includes(name)));
  return {
    detail: canonicalJson(open),
    personal: canonicalJson(Object.fromEntries(values.map((value) => [value.name, commitmentOf(value)]))),
    values,
  };
}
