import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Section, Snapshot } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { PausedSign } from './paused-sign.tsx';
import { ReachStatus } from './reach-status.tsx';
import { RecordSign } from './record-sign.tsx';
import { ServiceSwitcher } from './service-switcher.tsx';
import { TroublesLink } from './troubles-link.tsx';

interface HeaderStripProps {
  readonly snapshot: Snapshot;
  /** The section that the page is in. */
  readonly section: Section;
  readonly onHealth: () => void;
  readonly onHistory: () => void;
}

/** Always in view: which service this is, whether it can be seen, and whether any of it is real. */
export function HeaderStrip({ snapshot, section, onHealth, onHistory }: HeaderStripProps) {
  const { t } = useTranslation();
  const { practice, service, services, inView, situation, reach, paused, glance, troubles, record } = snapshot;
  return (
    <header
      className="strip"
      data-practice={practice || undefined}
      data-paused={paused !== null || undefined}
      tabIndex={-1}
    >
      {practice && (
        <p className="practice" title={t('header.practiceExplained')}>
          <FlaskConical aria-hidden="true" size={16} />
          <strong>{t('header.practice')}</strong>
          <span className="practice-explained">{t('header.practiceExplained')}</span>
        </p>
      )}
      {services.length > 1 && (
        <ServiceSwitcher
          services={services}
          inView={inView}
          onShow={(id) => authority.showService({ service: id, section })}
        />
      )}
      {!practice && services.length < 2 && (
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
      {/* Where the service in view is not at work, its own screen says why. */}
      {situation.name === 'ready' && (
        <div className="strip-state" key={inView}>
          {record && <RecordSign standing={record} onGo={onHistory} />}
          {troubles.length > 0 && <TroublesLink troubles={troubles} onGo={onHealth} />}
          {/* Paused, an old answer proves nothing; a service that can't be seen is still worth its words. */}
          {glance.state !== 'paused' && <ReachStatus reach={reach} />}
          {paused && <PausedSign paused={paused} />}
        </div>
      )}
    </header>
  );
}
