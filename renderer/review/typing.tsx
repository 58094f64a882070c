import { useTranslation } from 'react-i18next';
import type { Review } from '../../preload/contract.ts';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { marksAsText } from './shown-content.ts';

interface TypingProps {
  readonly typing: NonNullable<Review['typing']>;
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

/** Where a rule asks for it: the value, or its end, typed by hand before the first job of a subject is approved. */
export function Typing({ typing, typed, onType }: TypingProps) {
  const { t } = useTranslation();
  useBusy(typed !== '');
  return (
    <section className="panel" aria-label={t('typing.title')}>
      <h3>{t('typing.title')}</h3>
      <TextEntry
        label={t('typing.label', { last: typing.last, claim: marksAsText(typing.claim) })}
        hint={t('typing.hint')}
        value={typed}
        onChange={onType}
        autoComplete="off"
        mono
      />
    </section>
  );
}
