import {
  Archive,
  BadgeCheck,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleQuestionMark,
  Clock,
  type LucideIcon,
  Send,
  TimerOff,
  TriangleAlert,
  Unlink,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../preload/contract.ts';

type Tone = 'quiet' | 'call' | 'busy' | 'good' | 'warn' | 'bad';

const looks: Readonly<Record<JobStatus, { readonly icon: LucideIcon; readonly tone: Tone }>> = {
  waiting: { icon: CircleDashed, tone: 'quiet' },
  ready: { icon: CircleDot, tone: 'call' },
  'content-unknown': { icon: CircleQuestionMark, tone: 'warn' },
  approved: { icon: Clock, tone: 'busy' },
  delivering: { icon: Send, tone: 'busy' },
  delivered: { icon: CircleCheck, tone: 'good' },
  'sent-not-proved': { icon: Archive, tone: 'warn' },
  rejected: { icon: Ban, tone: 'quiet' },
  held: { icon: CirclePause, tone: 'quiet' },
  'signed-elsewhere': { icon: BadgeCheck, tone: 'quiet' },
  expired: { icon: TimerOff, tone: 'quiet' },
  gone: { icon: Unlink, tone: 'quiet' },
  attention: { icon: TriangleAlert, tone: 'bad' },
};

/** A job's status: its words, with a sign and a colour that only repeat them. */
export function StatusChip({ status, title }: { readonly status: JobStatus; readonly title?: string | undefined }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[status];
  return (
    <span className="chip" data-tone={tone} title={title}>
      <Icon aria-hidden="true" size={14} />
      <span>{t(`status.${status}`)}</span>
    </span>
  );
}
