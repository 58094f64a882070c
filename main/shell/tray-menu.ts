import type { Glance, Pause, PauseLength, QueueRow } from '../../preload/contract.ts';
import { say } from '../words.ts';
import { plainScope } from './plain-scope.ts';

export type TrayAction =
  | { readonly act: 'open' | 'add' | 'resume' | 'quit' }
  | { readonly act: 'job'; readonly jobId: string }
  | { readonly act: 'pause'; readonly length: PauseLength };

export type TrayItem =
  | 'line'
  /** Something to read, not to press. */
  | { readonly label: string }
  | { readonly label: string; readonly action: TrayAction }
  | { readonly label: string; readonly items: readonly TrayItem[] };

export type ReadyRow = Pick<QueueRow, 'jobId' | 'scope'>;

/** What the tray shows and offers. `at` puts a moment into the words of where the operator is. */
export interface TrayView {
  readonly glance: Glance;
  readonly paused: Pause | null;
  /** The newest first. */
  readonly ready: readonly ReadyRow[];
  readonly at: (moment: number) => string;
}

const atWork = ({ state }: Glance): boolean => !['starting', 'setup', 'stopped', 'locked'].includes(state);

/** One line that tells where the app stands, and never leaves out what waits behind it. */
export function statusLine({ glance, paused, at }: Pick<TrayView, 'glance' | 'paused' | 'at'>): string {
  const { state, toDecide, troubled, practice } = glance;
  const jobs = say('glance.decide', { count: toDecide });
  const own =
    state === 'decide'
      ? jobs
      : state === 'paused' && paused?.until
        ? say('glance.pausedUntil', { until: at(paused.until) })
        : say(`glance.${state}`, { count: toDecide });
  const line = [
    own,
    state !== 'decide' && toDecide > 0 && jobs,
    state !== 'trouble' && troubled && say('glance.trouble'),
  ]
    .filter(Boolean)
    .join(' · ');
  return practice ? say('tray.practice', { line }) : line;
}

export function trayMenu(view: TrayView): TrayItem[] {
  const { glance, paused, ready } = view;
  const jobs = ready.map(({ jobId, scope }) => ({
    label: [plainScope(scope), jobId].filter(Boolean).join(' · '),
    action: { act: 'job', jobId } as const,
  }));
  const pauses: TrayItem = paused
    ? { label: say('pause.resumeWatching'), action: { act: 'resume' } }
    : {
        label: say('pause.begin'),
        items: [
          { label: say('pause.length.hour'), action: { act: 'pause', length: 'hour' } },
          { label: say('pause.length.tomorrow'), action: { act: 'pause', length: 'tomorrow' } },
          { label: say('pause.length.resumed'), action: { act: 'pause', length: 'resumed' } },
        ],
      };
  return [
    { label: statusLine(view) },
    'line',
    { label: say('tray.open'), action: { act: 'open' } },
    ...(jobs.length > 0 ? (['line', ...jobs] as const) : []),
    ...(atWork(glance)
      ? (['line', { label: say('tray.addFromClipboard'), action: { act: 'add' } }, pauses] as const)
      : []),
    'line',
    { label: say('tray.quit'), action: { act: 'quit' } },
  ];
}
