import {
  CircleAlert,
  CircleCheckBig,
  CirclePause,
  Hourglass,
  Inbox,
  LockKeyhole,
  type LucideIcon,
  OctagonPause,
  OctagonX,
  Radio,
  WifiOff,
  Wrench,
} from 'lucide-react';
import type { GlanceState } from '../../preload/contract.ts';

type Tone = 'good' | 'call' | 'paused' | 'warn' | 'bad' | 'quiet';

/** A state's sign and colour, which only repeat its words. */
export const glanceLooks: Readonly<Record<GlanceState, { readonly icon: LucideIcon; readonly tone: Tone }>> = {
  starting: { icon: Hourglass, tone: 'quiet' },
  setup: { icon: Wrench, tone: 'quiet' },
  stopped: { icon: OctagonX, tone: 'bad' },
  locked: { icon: LockKeyhole, tone: 'warn' },
  fault: { icon: CircleAlert, tone: 'bad' },
  blind: { icon: WifiOff, tone: 'warn' },
  'signing-stopped': { icon: OctagonPause, tone: 'bad' },
  limited: { icon: Hourglass, tone: 'warn' },
  paused: { icon: CirclePause, tone: 'paused' },
  asking: { icon: Radio, tone: 'quiet' },
  decide: { icon: Inbox, tone: 'call' },
  trouble: { icon: CircleAlert, tone: 'warn' },
  clear: { icon: CircleCheckBig, tone: 'good' },
};
