import { useTranslation } from 'react-i18next';
import { SaveEvidence } from '../evidence/save-evidence.tsx';

/** Evidence of the decision about a job, to be handed to whoever asks. */
export function DecisionEvidence({ jobId }: { readonly jobId: string }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h3>{t('evidence.title')}</h3>
      <p>{t('evidence.why')}</p>
      <SaveEvidence key={jobId} jobIds={[jobId]} />
    </section>
  );
}
