import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import { LONGEST_REASON, MOST_REASONS, settingRanges } from '../config.ts';
import { finding } from '../errors.ts';
import { MOST_CLAIMS, MOST_SERVICES, namesAt, notYet } from './fields.ts';

export type Path = readonly (string | number)[];

/** What is wrong with the file, and at which of its fields. */
export interface Problem {
  readonly path: Path;
  readonly finding: Finding;
}

/** What the fields' own rules have against the file, as findings. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], finding: unknown(path, key) }));
  }
  return [{ path, finding: wrong(issue, path) }];
}

function unknown(path: Path, key: string): Finding {
  const [first, second, third] = path;
  const inService = third === undefined && (first === 'service' ? second === undefined : first === 'services');
  if ((path.length === 0 && notYet.file.includes(key)) || (inService && notYet.service.includes(key))) {
    return finding('config-not-yet');
  }
  if (first === 'updates' && key === 'd') return finding('config-update-key-secret');
  return finding('config-unknown-field', { fields: namesAt(path).join(', ') });
}

function wrong(issue: z.core.$ZodIssue, path: Path): Finding {
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind(issue.expected);
    case 'invalid_value':
      return finding('config-not-one-of', { allowed: issue.values.map(String).join(', ') });
    case 'too_small':
    case 'too_big':
      return outOfBounds(issue.origin, path);
    case 'custom':
      if (issue.params?.finding) return issue.params.finding as Finding;
  }
  return finding(issue.message);
}

function outOfBounds(origin: string, path: Path): Finding {
  if (path.includes('policy')) {
    if (origin === 'array') return finding('config-claim-count', { max: MOST_CLAIMS });
    if (path.at(-1) === 'pattern') return finding('pattern-too-large');
    if (String(path.at(-1)).startsWith('approvals')) return finding('out-of-range', { min: 1, max: 1_000_000 });
    if (path.at(-1) === 'longestLifetimeDays') return finding('out-of-range', settingRanges.lifetimeDays);
  }
  const inReasons = path.includes('rejectReasons');
  if (origin === 'array') {
    return inReasons
      ? finding('too-many-reasons', { max: MOST_REASONS })
      : finding('config-service-count', { max: MOST_SERVICES });
  }
  if (inReasons) return finding('reason-too-long', { max: LONGEST_REASON });
  const range = settingRanges[path.at(-1) as keyof typeof settingRanges];
  return range ? finding('out-of-range', range) : finding('config-wrong-length');
}

function wrongKind(expected: string): Finding {
  if (expected === 'string') return finding('config-no-text');
  if (expected === 'number') return finding('config-no-number');
  if (expected === 'boolean') return finding('config-no-switch');
  return expected === 'array' ? finding('config-no-list') : finding('config-no-object');
}

/**
 * The problems as findings that name their field and the line it begins in, counted from 1, in the order of the file.
 * A field that is not there is missing, at the line of what should hold it.
 */
export function located(problems: readonly Problem[], text: string, hasLines: boolean): Finding[] {
  const tree = parseTree(text);
  const found = problems.map(({ path, finding: { code, values } }) => {
    const { at, whole } = nodeAt(tree, path);
    const field = path.length > 0 ? { field: path.join('.') } : {};
    const line = hasLines ? { line: lineOf(text, at) } : {};
    return {
      at,
      finding: whole
        ? finding(code, { ...values, ...field, ...line })
        : finding('config-missing', { ...field, ...line }),
    };
  });
  return found.sort((one, other) => one.at - other.at).map((one) => one.finding);
}

/** Where the field begins, or what is nearest to where it should be; `whole`: it is there. */
function nodeAt(tree: Node | undefined, path: Path): { readonly at: number; readonly whole: boolean } {
  for (let length = path.length; tree && length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (!node) continue;
    const from = node.parent?.type === 'property' ? node.parent : node;
    return { at: from.offset, whole: length === path.length };
  }
  return { at: tree?.offset ?? 0, whole: path.length === 0 };
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n|\r|\n/).length;
