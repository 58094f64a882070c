import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActing } from '../acting.ts';
import { Command } from '../parts/command.tsx';
import { Moment } from '../parts/moment.tsx';
import { Progress } from '../parts/progress.tsx';
import { RecordStateWords } from '../parts/record-state.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { findingWords } from '../words/coded.ts';
import { numberWords } from '../words/in-locale.ts';

/** How far the record can be relied on, why, and the way to have it looked at as a whole. */
export function RecordPanel() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { record } = useSnapshot();
  const { act, busy, refusal } = useActing();
  if (!record) return null;
  const { state, findings, checked, running } = record;
  return (
    <section className="panel record-panel" aria-label={t('record.panel')}>
      <div className="record-panel-head">
        <p role="status">
          <RecordStateWords state={state} />
        </p>
        {running ? (
          <Command onPress={() => act(() => authority.stopRecordCheck(null))}>{t('record.stop')}</Command>
        ) : (
          <Command icon={ShieldCheck} busy={busy} onPress={() => act(() => authority.checkRecord(null))}>
            {t('record.check')}
          </Command>
        )}
      </div>
      {running && running.total > 0 && (
        <Progress
          label={t('record.checking')}
          done={running.done}
          total={running.total}
          spoken={(percent) => t('record.spoken', { percent })}
        />
      )}
      {findings.length > 0 && (
        <ul className="record-findings">
          {findings.map((one) => (
            <li key={JSON.stringify(one)}>{findingWords(one)}</li>
          ))}
        </ul>
      )}
      {checked && !running && (
        <p className="panel-note">
          {t('record.checked', { from: numberWords(checked.from), upTo: numberWords(checked.upTo) })}{' '}
          <Moment at={checked.at} />
        </p>
      )}
      <RefusalNotice refusal={refusal} />
    </section>
  );
}
