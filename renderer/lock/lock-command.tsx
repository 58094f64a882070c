import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { authority } from '../bridge.ts';
import { PassingCommand } from '../parts/passing-command.tsx';

/** Locks the keys of every service, without asking: nothing is lost by it. */
export function LockCommand() {
  const { t } = useTranslation();
  return <PassingCommand icon={Lock} words={t('lock.now')} onAct={() => authority.lock(null)} />;
}
