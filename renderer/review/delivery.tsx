import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../preload/contract.ts';
import { useSecondsUntil } from '../clock.ts';
import { Facts } from '../parts/facts.tsx';
import { findingWords } from '../words/coded.ts';

function Countdown({ until }: { readonly until: number }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(until);
  return left > 0 ? t('review.delivery.nextIn', { count: left }) : t('review.delivery.nextNow');
}

/** How far the token has come on its way to the service. */
export function DeliveryFacts({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation();
  const { attempts, nextAttemptAt, lastFault, proof } = delivery;
  return (
    <section className="panel">
      <h3>{t('review.delivery.title')}</h3>
      <Facts
        of={[
          [t('review.delivery.attempts'), attempts],
          [t('review.delivery.next'), nextAttemptAt === null ? null : <Countdown key="next" until={nextAttemptAt} />],
          [t('review.delivery.lastFault'), lastFault && findingWords(lastFault)],
          [t('review.delivery.proof'), proof ? t(`review.delivery.${proof}`) : t('review.delivery.noProof')],
        ]}
      />
    </section>
  );
}
