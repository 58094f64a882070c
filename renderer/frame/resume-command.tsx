import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PassingCommand } from '../parts/passing-command.tsx';
import { useAuthority } from '../service.tsx';

/** Goes on with watching. */
export function ResumeCommand() {
  const authority = useAuthority();
  const { t } = useTranslation();
  return <PassingCommand icon={Play} words={t('pause.resume')} onAct={() => authority.resumeWatching(null)} />;
}
