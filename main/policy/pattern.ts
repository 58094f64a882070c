import { RE2JS } from 're2js';
import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';

/** Longer patterns, and patterns that unfold to more steps, would make a long value cost seconds. */
export const LONGEST_PATTERN = 500;
const MOST_STEPS = 5_000;
/** Longer values match no pattern: what a pattern is written for is never so long. */
const LONGEST_VALUE = 2_000;

/**
 * An administrator's pattern, in RE2's syntax: a subset of JavaScript's without look-around and back-references, whose time
 * grows only with the length of the value (https://github.com/google/re2/wiki/Syntax). Claims are a stranger's text, and a
 * pattern that can run away with one would stop the desk.
 */
export function parsePattern(text: string): { readonly pattern: RE2JS } | { readonly problem: Finding } {
  if (text.length > LONGEST_PATTERN) return { problem: finding('pattern-too-large') };
  try {
    const pattern = RE2JS.compile(text);
    return pattern.programSize() > MOST_STEPS ? { problem: finding('pattern-too-large') } : { pattern };
  } catch (fault) {
    return { problem: finding('pattern-invalid', { detail: fault instanceof Error ? fault.message : String(fault) }) };
  }
}

const read = new Map<string, ReturnType<typeof parsePattern>>();

/** Whether the whole value is as the pattern has it; a pattern that can't be read matches nothing. */
export function matchesWhole(text: string, value: string): boolean {
  const parsed = read.get(text) ?? parsePattern(text);
  read.set(text, parsed);
  return 'pattern' in parsed && value.length <= LONGEST_VALUE && parsed.pattern.matches(value);
}
