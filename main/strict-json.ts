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
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { problem: finding('json-syntax') };
  }
  const problem = firstProblem(text);
  return problem ? { problem } : { value };
}

class Refused extends Error {
  constructor(readonly problem: Finding) {
    super(problem.code);
  }
}

function firstProblem(text: string): Finding | null {
  const refuse = (code: string, values?: Finding['values']): never => {
    throw new Refused(finding(code, values));
  };
  const keysOfOpenObjects: Set<string>[] = [];
  let depth = 0;
  const deeper = () => {
    depth += 1;
    // The scanner recurses, so the limit also keeps a hostile text from exhausting the stack.
    if (depth > MAX_DEPTH) refuse('json-too-deep');
  };
  const checkText = (value: string) => {
    if (!value.isWellFormed()) refuse('json-lone-surrogate');
  };
  const visitor: JSONVisitor = {
    onObjectBegin: () => {
      deeper();
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
    onObjectProperty: (key) => {
      checkText(key);
      const keys = keysOfOpenObjects.at(-1);
      if (keys?.has(key)) refuse('json-duplicate-key', { key });
      keys?.add(key);
    },
    onLiteralValue: (value, offset, length) => {
      if (typeof value === 'string') checkText(value);
      if (typeof value === 'number') {
        const source = text.slice(offset, offset + length);
        if (!survives(source)) refuse('json-unsafe-number', { text: source.slice(0, 40) });
      }
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
    return null;
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.problem;
    throw thrown;
  }
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
