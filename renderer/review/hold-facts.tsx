import { useTranslation } from 'react-i18next';
import type { Review } from '../../preload/contract.ts';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';

/** What the operator noted when putting the job on hold, and when it comes back. */
export function HoldFacts({ hold }: { readonly hold: NonNullable<Review['hold']> }) {
  const { t } = useTranslation();
  return (
    <Facts
      of={[
        [t('hold.yourNote'), hold.note === null ? null : <MarkedText key="note" text={hold.note} />],
        [t('hold.back'), hold.recheckAt === null ? null : <ExactMoment key="back" at={hold.recheckAt} />],
      ]}
    />
  );
}
