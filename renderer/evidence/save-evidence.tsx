import { FileCheck2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceAnswer, Refusal } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';

type Saved = Extract<EvidenceAnswer, { outcome: 'saved' }>;

/** Puts evidence of what was decided about these jobs into one file, where the system's dialog is told to. */
export function SaveEvidence({ jobIds }: { readonly jobIds: readonly string[] }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState<Saved | null>(null);
  const save = async () => {
    setRefused(null);
    setSaved(null);
    const answer = await run(() => authority.saveEvidence({ jobIds }));
    if (answer?.outcome === 'refused') setRefused(answer.reason);
    if (answer?.outcome === 'saved') setSaved(answer);
  };
  return (
    <>
      <RefusalNotice refusal={refusal ?? refused} title={t('evidence.failed')} />
      <div className="page-commands">
        <Command icon={FileCheck2} busy={busy} onPress={() => void save()}>
          {t('evidence.save')}
        </Command>
      </div>
      <div role="status" className="evidence-saved">
        {saved !== null && (
          <>
            <Facts
              of={[
                [
                  t('evidence.saved'),
                  <code key="path">
                    <MarkedText text={saved.path} />
                  </code>,
                ],
                [t('evidence.auditKey'), <code key="key">{saved.auditKey}</code>],
              ]}
            />
            <p>{t('evidence.tell')}</p>
          </>
        )}
      </div>
    </>
  );
}
