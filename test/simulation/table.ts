import type { JobStatus } from '../../preload/contract.ts';

/** What each status may come from: written down once more, since a product whose own table is wrong agrees with itself. */
const before: Readonly<Record<JobStatus, string>> = {
  waiting: 'ready content-unknown approved delivering held attention expired gone',
  ready: 'waiting content-unknown approved held attention',
  'content-unknown': 'waiting approved held attention',
  approved: 'ready',
  delivering: 'waiting approved attention sent-not-proved',
  delivered: 'delivering',
  'sent-not-proved': 'delivering',
  attention: 'waiting ready content-unknown approved delivering held',
  rejected: 'waiting ready content-unknown held attention expired',
  held: 'waiting ready content-unknown',
  'signed-elsewhere': 'waiting ready content-unknown approved held attention',
  expired: 'waiting',
  gone: 'waiting ready content-unknown approved held attention',
};

export const mayFollow = (was: JobStatus, became: JobStatus): boolean => before[became].split(' ').includes(was);
