import { FileInput } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { AddJobs } from '../queue/add-jobs.tsx';
import { NewRequest } from '../requests/new-request.tsx';
import { useDropping } from './use-dropping.ts';
import { type Intake, usePasting } from './use-intake.ts';

interface IntakeDialogsProps {
  readonly intake: Intake;
  /** Takes the operator to a job that they made. */
  readonly onMade: (jobId: string) => void;
}

/** The dialogs by which work comes in, whatever section is shown, and the whole window as a place to drop it. */
export function IntakeDialogs({ intake, onMade }: IntakeDialogsProps) {
  const { t } = useTranslation();
  const over = useDropping(intake.take);
  usePasting(intake.take);
  const { opened, close } = intake;
  return (
    <>
      {opened?.dialog === 'add' && <AddJobs key={opened.number} gift={opened.gift} onClose={close} />}
      {opened?.dialog === 'request' && (
        <NewRequest key={opened.number} brought={opened.token} onClose={close} onMade={onMade} />
      )}
      {over && (
        <div className="drop-target" role="status">
          <p className="drop-words">
            <FileInput aria-hidden="true" size={28} strokeWidth={1.5} />
            <strong>{t('add.drop')}</strong>
            <span>{t('add.dropHint')}</span>
          </p>
        </div>
      )}
    </>
  );
}
