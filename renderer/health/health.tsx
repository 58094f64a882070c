import { useTranslation } from 'react-i18next';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { GlanceLine } from './glance-line.tsx';
import { MachineFacts, RecordFacts, ServiceFacts, SourceFacts, WorkFacts } from './health-facts.tsx';
import { OtherServices } from './other-services.tsx';
import { PausePanel } from './pause-panel.tsx';
import { Troubles } from './troubles.tsx';
import { useHealth } from './use-health.ts';
import { VersionPanel } from './version-panel.tsx';

/** How well this desk can work: one line, then every trouble, then plain facts. */
export function HealthSection() {
  const { t } = useTranslation();
  const { revision, record } = useSnapshot();
  const { health, refusal } = useHealth(revision);
  return (
    <div className="page page-wide">
      <PageTitle title={t('health.title')} />
      <RefusalNotice refusal={refusal} title={t('health.failed')} />
      {!health && !refusal && <p className="quiet appear-late">{t('common.loading')}</p>}
      {health && (
        <>
          <GlanceLine glance={health.glance} />
          <Troubles health={health} />
          <div className="health-panels">
            <ServiceFacts service={health.service} />
            <OtherServices />
            <PausePanel health={health} />
            <WorkFacts health={health} />
            <RecordFacts record={record} />
            <SourceFacts inbox={health.inbox} feed={health.feed} />
            <MachineFacts health={health} />
            <VersionPanel health={health} />
          </div>
        </>
      )}
    </div>
  );
}
