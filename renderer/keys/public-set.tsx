import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ActionAnswer } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { CopyCommand } from '../parts/copy-command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';

/** What verifiers need, and the file that is kept as it. */
export function PublicSet() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { revision } = useSnapshot();
  const { value } = useReading(() => authority.publicKeys(null), revision);
  const { act, busy, refusal } = useActing();
  const save = (keep: boolean) =>
    act(async (): Promise<ActionAnswer> => {
      const answer = await authority.saveJwks({ keep });
      return answer.outcome === 'called-off' ? { outcome: 'done' } : answer;
    });
  if (!value) return null;
  return (
    <section className="panel">
      <h2>{t('keys.set.title')}</h2>
      <p>{t('keys.set.why')}</p>
      {value.file !== null && (
        <p>
          {t('keys.set.kept')}{' '}
          <code>
            <MarkedText text={value.file} />
          </code>
        </p>
      )}
      <RefusalNotice refusal={refusal} title={t('review.actionRefused')} />
      <div className="page-commands">
        <Command icon={Download} busy={busy} onPress={() => save(false)}>
          {t('keys.set.save')}
        </Command>
        <CopyCommand text={value.text} label={t('keys.set.copy')} />
        {value.file === null ? (
          <Command busy={busy} onPress={() => save(true)}>
            {t('keys.set.keep')}
          </Command>
        ) : (
          <Command busy={busy} onPress={() => act(() => authority.stopJwks(null))}>
            {t('keys.set.stop')}
          </Command>
        )}
      </div>
    </section>
  );
}
