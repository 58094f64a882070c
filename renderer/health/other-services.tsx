import { useTranslation } from 'react-i18next';
import { foreign } from '../../preload/words/foreign.ts';
import { Facts } from '../parts/facts.tsx';
import { useSnapshot } from '../snapshot.tsx';

/** The services out of view, each in a line. */
export function OtherServices() {
  const { t } = useTranslation();
  const { services, inView } = useSnapshot();
  const others = services.filter(({ id }) => id !== inView);
  if (others.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('services.others')}</h2>
      <Facts
        of={others.map(({ name, glance: { state, toDecide } }) => [
          String(foreign(name)),
          [
            t(`glance.${state}`, { count: toDecide }),
            state !== 'decide' && toDecide > 0 ? t('glance.meanwhile', { count: toDecide }) : '',
          ]
            .filter(Boolean)
            .join(' · '),
        ])}
      />
    </section>
  );
}
