import { OctagonPause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PassingCommand } from '../parts/passing-command.tsx';
import { useAuthority } from '../service.tsx';

/** Stops all signing by one press and no question, whatever section the operator is in. */
export function StopCommand() {
  const authority = useAuthority();
  const { t } = useTranslation();
  return (
    <div className="stop-signing">
      <PassingCommand icon={OctagonPause} words={t('stop.begin')} onAct={() => authority.stopSigning(null)} />
    </div>
  );
}
