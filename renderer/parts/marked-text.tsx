import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkKind, Run } from '../../preload/contract.ts';
import { marked } from '../../preload/words/foreign.ts';

interface MarkProps {
  readonly run: Extract<Run, { mark: string }>;
  /** The first of its kind in a value can be reached with the keyboard: the others are explained by the same words. */
  readonly reachable: boolean;
}

/** A hidden or misleading character, as a visible box in its place, which says what it is and why it may mislead. */
function Mark({ run, reachable }: MarkProps) {
  const { t } = useTranslation();
  const { mark, name, kind } = run;
  const words = t('mark.explained', { mark, name: name === '' ? '' : ` ${name}`, why: t(`mark.${kind}`) });
  return (
    <span className="mark" role="img" aria-label={words} data-explained={words} {...(reachable && { tabIndex: 0 })}>
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
  const explained = new Set<MarkKind>();
  return runs.map((run, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: runs have no identity but their place
    if ('text' in run) return <span key={index}>{run.text}</span>;
    const reachable = !explained.has(run.kind);
    explained.add(run.kind);
    return <Mark key={index} run={run} reachable={reachable} />;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: runs have no identity but their place
  });
});

/** Text that carries no marks of main's yet, kept from reordering what stands around it. */
export const MarkedText = memo(function MarkedText({ text }: { readonly text: string }) {
  return (
    <bdi dir="ltr">
      <Runs runs={marked(text)} />
    </bdi>
  );
});
