import { useTranslation } from 'react-i18next';
import type { Run, Shown } from '../../preload/contract.ts';
import { findingWords } from '../words/coded.ts';
import { Runs } from './marked-text.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** From this length on a value's length and digest stand beside it. */
const long = 240;
/** From this length on it gets a box of its own, which has to be scrolled to its end: ordinary values never need that. */
const boxed = 2_000;

interface ShownValueProps {
  readonly shown: Shown;
  /** The value alone, where its length, digest and findings stand beside it already. */
  readonly bare?: boolean;
}

/** A value exactly as it is: every character of it, hidden ones as marks; a long one scrolls and tells its length. */
export function ShownValue({ shown, bare = false }: ShownValueProps) {
  const { t } = useTranslation();
  const hasMarks = shown.runs.some((run) => 'mark' in run);
  const measured = !bare && (shown.length > long || hasMarks || shown.findings.length > 0);
  const text = (
    <bdi dir="ltr" className="shown-text">
      <Runs runs={shown.runs} />
    </bdi>
  );
  return (
    <div className="shown">
      {shown.length > boxed ? (
        <ScrollBox className="shown-box" label={t('shown.scroll')}>
          {text}
        </ScrollBox>
      ) : shown.length === 0 ? (
        <span className="shown-empty">{t('shown.empty')}</span>
      ) : (
        text
      )}
      {(bare ? [] : shown.findings).map((finding) => (
        <p className="shown-finding" key={finding.code}>
          {findingWords(finding)}
        </p>
      ))}
      {measured && (
        <p className="shown-measure">
          {t('shown.length', { count: shown.length })}
          {shown.length > long && (
            <>
              {' · '}
              <span className="measure-name">{t('shown.sha256')}</span> <code>{shown.sha256}</code>
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** The beginning of a value, for a list: a few characters, with a sign that there is more. */
export function ShownBeginning({ shown, characters }: { readonly shown: Shown; readonly characters: number }) {
  const { t } = useTranslation();
  const runs: Run[] = [];
  let left = characters;
  for (const run of shown.runs) {
    if (left <= 0) break;
    runs.push(
      'text' in run
        ? {
            text: Array.from(run.text.slice(0, left * 2))
              .slice(0, left)
              .join(''),
          }
        : run,
    );
    left -= 'text' in run ? run.text.length : 1;
  }
  return (
    <bdi dir="ltr">
      <Runs runs={runs} />
      {shown.length > characters && t('shown.cut')}
    </bdi>
  );
}
