import { Archive, CircleCheck, CircleDashed, History, Lock, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { KeyStanding } from '../../preload/contract.ts';

const looks: Readonly<
  Record<KeyStanding, { readonly icon: LucideIcon; readonly tone: 'quiet' | 'good' | 'call' | 'bad' }>
> = {
  current: { icon: CircleCheck, tone: 'good' },
  waiting: { icon: CircleDashed, tone: 'call' },
  superseded: { icon: History, tone: 'quiet' },
  lost: { icon: TriangleAlert, tone: 'bad' },
  retired: { icon: Archive, tone: 'quiet' },
};

/** What a key is for: its words, with a sign and a colour that only repeat them. */
export function StandingChip({ standing }: { readonly standing: KeyStanding }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[standing];
  return (
    <span className="chip" data-tone={tone}>
      <Icon aria-hidden="true" size={14} />
      <span>{t(`keys.standing.${standing}`)}</span>
    </span>
  );
}

/** Beside what the key is for: it signs once it is unlocked. */
export function LockedChip() {
  const { t } = useTranslation();
  return (
    <span className="chip" data-tone="call">
      <Lock aria-hidden="true" size={14} />
      <span>{t('keys.locked')}</span>
    </span>
  );
}
