import { type LucideIcon, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RecordState } from '../../preload/contract.ts';

const looks: Readonly<Record<RecordState, { readonly icon: LucideIcon; readonly tone: 'good' | 'warn' | 'bad' }>> = {
  'not-checked': { icon: ShieldQuestionMark, tone: 'warn' },
  intact: { icon: ShieldCheck, tone: 'good' },
  altered: { icon: ShieldAlert, tone: 'bad' },
  shortened: { icon: ShieldAlert, tone: 'bad' },
  'rolled-back': { icon: ShieldAlert, tone: 'bad' },
};

/** How far the record can be relied on: its words, with a sign and a colour that only repeat them. */
export function RecordStateWords({ state }: { readonly state: RecordState }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className="record-state" data-tone={tone}>
      <Icon className="record-state-sign" aria-hidden="true" size={16} />
      <span className="record-state-words">{t(`record.state.${state}`)}</span>
    </span>
  );
}
