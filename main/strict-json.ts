import { type JSONVisitor, visit } from 'jsonc-parser';
import type { Finding } from '../preload/contract.ts';
import { finding } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const MAX_DEPTH = 64;

/**
 * JSON (RFC 8259) that survives being parsed and written again with nothing changed. JSON.parse keeps the last of two
 * equal keys, rounds large integers, loses `-0` and passes lone surrogates on; each of these would make what is shown
 * differ from what was signed, so each is refused with its reason.
 */
export function parseStrictJson(text: string): { readonly value: Json } | { readonly problem: Finding } {
  const read = readJson(text);
  return 'value' in read ? read : { problem: finding(read.code, read.values) };
}

/** The same for a file that a person wrote and has to mend: the problem names its line, counted from 1. */
export function parseJsonFile(text: string): { readonly value: Json } | { readonly problem: Finding } {
  const read = readJson(text);
  return 'value' in read ? read : { problem: finding(read.code, { ...read.values, line: read.line }) };
}

class Refused extends Error {
  constructor(
    readonly code: string,
    readonly line: number,
    readonly values?: Record<string, string>,
  ) {
    super(code);
  }
}

function readJson(text: string): { readonly value: Json } | Refused {
  try {
    // The walk first: it says where a fault lies, and JSON.parse would pass over most of them.
    visit(text, strictVisitor(text), { disallowComments: true });
    return { value: JSON.parse(text) as Json };
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown;
    return new Refused('json-syntax', 1);
  }
}

function strictVisitor(text: string): JSONVisitor {
  const keysOfOpenObjects: Set<string>[] = [];
  let depth = 0;
  const deeper = (_offset: number, _length: number, line: number) => {
    depth += 1;
    // The scanner recurses, so the limit also keeps a hostile text from exhausting the stack.
    if (depth > MAX_DEPTH) throw new Refused('json-too-deep', line + 1);
  };
  const checkText = (value: string, line: number) => {
    if (!value.isWellFormed()) throw new Refused('json-lone-surrogate', line + 1);
  };
  return {
    onObjectBegin: (offset, length, line) => {
      deeper(offset, length, line);
      keysOfOpenObjects.push(new Set());
    },
    onObjectEnd: () => {
      depth -= 1;
      keysOfOpenObjects.pop();
    },
    onArrayBegin: deeper,
    onArrayEnd: () => {
      depth -= 1;
    },
    onObjectProperty: (key, _offset, _length, line) => {
      checkText(key, line);
      const keys = keysOfOpenObjects.at(-1);
      if (keys?.has(key)) throw new Refused('json-duplicate-key', line + 1, { key });
      keys?.add(key);
    },
    onLiteralValue: (value, offset, length, line) => {
      if (typeof value === 'string') checkText(value, line);
      if (typeof value !== 'number') return;
      const source = text.slice(offset, offset + length);
      if (!survives(source)) throw new Refused('json-unsafe-number', line + 1, { text: source.slice(0, 40) });
    },
    onError: (_error, _offset, _length, line) => {
      throw new Refused('json-syntax', line + 1);
    },
  };
}

/** No double needs more digits than this to be written to the last; longer texts are only there to cost time. */
const LONGEST_NUMBER = 400;

/** Whether a number's text names the same decimal value after a trip through a double. */
function survives(source: string): boolean {
  if (source.length > LONGEST_NUMBER) return false;
  const value = Number(source);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  return decimal(source) === decimal(String(value));
}

/** A decimal text as sign, significant digits and exponent, so that 1.50 and 15e-1 compare equal. */
function decimal(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
  if (!match) return source;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}
