import type { ClaimRow } from '../../preload/contract.ts';
import type { Json } from '../strict-json.ts';
import type { JsonObject } from './compact-token.ts';
import { shownText, shownValue } from './lookalikes.ts';

/**
 * What the subject signed beside what we would assert, claim by claim: the subject's in their order, then ours.
 * `asserted` is null while there is nothing to assert; every claim then stands as the subject signed it.
 */
export function claimRows(signed: JsonObject, asserted: JsonObject | null): ClaimRow[] {
  const names = [...new Set([...Object.keys(signed), ...Object.keys(asserted ?? {})])];
  return names.map((name) => {
    const ours = asserted ?? signed;
    const before = Object.hasOwn(signed, name) ? signed[name] : undefined;
    const after = Object.hasOwn(ours, name) ? ours[name] : undefined;
    return {
      name: shownText(name),
      signed: before === undefined ? null : shownValue(before),
      asserted: asserted === null || after === undefined ? null : shownValue(after),
      change: changeOf(before, after),
    };
  });
}

function changeOf(before: Json | undefined, after: Json | undefined): ClaimRow['change'] {
  if (before === undefined) return 'added';
  if (after === undefined) return 'dropped';
  return JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'replaced';
}
