import {
  CircleAlert,
  CircleCheckBig,
  CirclePause,
  Hourglass,
  Inbox,
  LockKeyhole,
  type LucideIcon,
  OctagonX,
  Radio,
  WifiOff,
  Wrench,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Glance, GlanceState } from '../../preload/contract.ts';

type Tone = 'good' | 'call' | 'paused' | 'warn' | 'bad' | 'quiet';

const looks: Readonly<Record<GlanceState, { readonly icon: LucideIcon; readonly tone: Tone }>> = {
  starting: { icon: Hourglass, tone: 'quiet' },
  setup: { icon: Wrench, tone: 'quiet' },
  stopped: { icon: OctagonX, tone: 'bad' },
  locked: { icon: LockKeyhole, tone: 'warn' },
  fault: { icon: CircleAlert, tone: 'bad' },
  blind: { icon: WifiOff, tone: 'warn' },
  limited: { icon: Hourglass, tone: 'warn' },
  paused: { icon: CirclePause, tone: 'paused' },
  asking: { icon: Radio, tone: 'quiet' },
  decide: { icon: Inbox, tone: 'call' },
  trouble: { icon: CircleAlert, tone: 'warn' },
  clear: { icon: CircleCheckBig, tone: 'good' },
};

/** The whole app in a word, as the tray says it; jobs that wait are told whatever else holds. */
export function GlanceLine({ glance }: { readonly glance: Glance }) {
  const { t } = useTranslation();
  const { state, toDecide, attention, practice } = glance;
  const { icon: Icon, tone } = looks[state];
  return (
    <p className="glance" data-tone={tone} role="status">
      <Icon aria-hidden="true" size={22} strokeWidth={1.75} />
      <strong>{t(`glance.${state}`, { count: toDecide })}</strong>
      {state !== 'decide' && toDecide > 0 && <span>{t('glance.meanwhile', { count: toDecide })}</span>}
      {attention > 0 && <span>{t('glance.attention', { count: attention })}</span>}
      {practice && <span>{t('glance.practice')}</span>}
    </p>
  );
}
