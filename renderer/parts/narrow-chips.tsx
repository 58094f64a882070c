import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { MarkedText } from './marked-text.tsx';

export interface NarrowChip {
  readonly kind: string;
  readonly words: string;
  readonly onOff: () => void;
}

interface NarrowChipsProps {
  readonly of: readonly NarrowChip[];
  readonly onClear: () => void;
}

/** What a list is narrowed by, each to be taken off by itself. */
export function NarrowChips({ of, onClear }: NarrowChipsProps) {
  const { t } = useTranslation();
  if (of.length === 0) return null;
  return (
    <ul className="narrow-chips" aria-label={t('queue.narrow.set')}>
      {of.map(({ kind, words, onOff }) => (
        <li key={`${kind} ${words}`}>
          <Button className="narrow-chip" onPress={onOff}>
            <span className="unseen">{t('queue.narrow.off')} </span>
            <span className="narrow-chip-words">
              <MarkedText text={words} />
            </span>
            <X aria-hidden="true" size={12} />
          </Button>
        </li>
      ))}
      <li>
        <Button className="narrow-clear" onPress={onClear}>
          {t('queue.narrow.clear')}
        </Button>
      </li>
    </ul>
  );
}
