import { memo } from 'react';
import type { Run } from '../../preload/contract.ts';
import { marked } from '../../preload/words/foreign.ts';

/** A hidden or misleading character, as a visible box in its place. */
function Mark({ mark, name }: { readonly mark: string; readonly name: string }) {
  return (
    <span className="mark" title={name || undefined}>
      {mark}
    </span>
  );
}

/** Beyond so many runs every mark as a box of its own would stop the page for seconds. */
const dense = 1_000;

// Square brackets, since quotation marks by the thousand keep the line breaker busy for seconds.
const asText = (run: Run): string => ('text' in run ? run.text : `[${run.mark}]`);

/** Runs as main cut them: text as text, hidden characters as marks. */
export const Runs = memo(function Runs({ runs }: { readonly runs: readonly Run[] }) {
  if (runs.length > dense) return runs.map(asText).join('');
  return runs.map(
    (run, index) =>
      // biome-ignore-start lint/suspicious/noArrayIndexKey: runs have no identity but their place
      'text' in run ? <span key={index}>{run.text}</span> : <Mark key={index} mark={run.mark} name={run.name} />,
    // biome-ignore-end lint/suspicious/noArrayIndexKey: runs have no identity but their place
  );
});

/** Text that carries no marks of main's yet, kept from reordering what stands around it. */
export const MarkedText = memo(function MarkedText({ text }: { readonly text: string }) {
  return (
    <bdi dir="ltr">
      <Runs runs={marked(text)} />
    </bdi>
  );
});
