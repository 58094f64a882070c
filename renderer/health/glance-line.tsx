import { useTranslation } from 'react-i18next';
import type { Glance } from '../../preload/contract.ts';
import { glanceLooks } from '../parts/glance-looks.ts';

/** The whole app in a word, as the tray says it; jobs that wait are told whatever else holds. */
export function GlanceLine({ glance }: { readonly glance: Glance }) {
  const { t } = useTranslation();
  const { state, toDecide, attention, practice } = glance;
  const { icon: Icon, tone } = glanceLooks[state];
  return (
    <p className="glance" data-tone={tone} role="status">
      <Icon aria-hidden="true" size={22} strokeWidth={1.75} />
      <strong>{t(`glance.${state}`, { count: toDecide })}</strong>
      {state !== 'decide' && toDecide > 0 && <span>{t('glance.meanwhile', { count: toDecide })}</span>}
      {attention > 0 && <span>{t('glance.attention', { count: attention })}</span>}
      {practice && <span>{t('glance.practice')}</span>}
    </p>
  );
}
