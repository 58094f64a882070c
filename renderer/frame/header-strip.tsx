import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../preload/contract.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { ReachStatus } from './reach-status.tsx';

/** Always in view: which service this is, whether it can be seen, and whether any of it is real. */
export function HeaderStrip({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { practice, service, reach } = snapshot;
  return (
    <header className="strip" data-practice={practice || undefined}>
      {practice && (
        <p className="practice" title={t('header.practiceExplained')}>
          <FlaskConical aria-hidden="true" size={16} />
          <strong>{t('header.practice')}</strong>
          <span className="practice-explained">{t('header.practiceExplained')}</span>
        </p>
      )}
      {!practice && (
        <p className="service">
          {service ? (
            <>
              <strong>
                <MarkedText text={service.name} />
              </strong>
              <span className="service-address">
                <MarkedText text={service.address} />
              </span>
            </>
          ) : (
            t('header.noService')
          )}
        </p>
      )}
      <ReachStatus reach={reach} />
    </header>
  );
}
