import { type PauseLength, pauseLengths, type QueueRow, type ServiceLine } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { atWork, type Overview } from '../overview.ts';
import { say } from '../words.ts';
import { plainScope } from './plain-scope.ts';

export type TrayAction =
  | { readonly act: 'open' | 'resume' | 'stop-signing' | 'quit' }
  /** Where there are several services: one of them, by its `id`. */
  | { readonly act: 'add'; readonly service?: string }
  | { readonly act: 'service'; readonly service: string }
  | { readonly act: 'job'; readonly jobId: string; readonly service?: string }
  | { readonly act: 'pause'; readonly length: PauseLength };

export type TrayItem =
  | 'line'
  /** Something to read, not to press. */
  | { readonly label: string }
  | { readonly label: string; readonly action: TrayAction }
  | { readonly label: string; readonly items: readonly TrayItem[] };

export type ReadyRow = Pick<QueueRow, 'jobId' | 'scope'> & {
  /** Where there are several. */
  readonly service?: Pick<ServiceLine, 'id' | 'name'>;
};

/** What the tray shows and offers. `at` puts a moment into the words of where the operator is. */
export interface TrayView extends Overview {
  /** The newest first. */
  readonly ready: readonly ReadyRow[];
  readonly at: (moment: number) => string;
}

type Line = Pick<TrayView, 'glance' | 'where' | 'paused' | 'at'>;

/** One line that tells where the app stands, and never leaves out what waits behind it. */
export function statusLine({ glance, where, paused, at }: Line): string {
  const { state, toDecide, troubled, signingStopped, practice } = glance;
  const jobs = say('glance.decide', { count: toDecide });
  const own =
    state === 'decide'
      ? jobs
      : state === 'paused' && paused?.until
        ? say('glance.pausedUntil', { until: at(paused.until) })
        : say(`glance.${state}`, { count: toDecide });
  const line = [
    where === null ? own : ofService(where, own),
    state !== 'signing-stopped' && signingStopped && say('glance.signing-stopped'),
    state !== 'decide' && toDecide > 0 && jobs,
    state !== 'trouble' && troubled && say('glance.trouble'),
  ]
    .filter(Boolean)
    .join(' · ');
  return practice ? say('tray.practice', { line }) : line;
}

const ofService = (name: string, line: string): string => say('tray.ofService', { service: foreign(name), line });

export function trayMenu(view: TrayView): TrayItem[] {
  const { ready, services } = view;
  const several = services.length > 1;
  const jobs = ready.map(({ jobId, scope, service }) => ({
    label: [service && foreign(service.name), plainScope(scope), jobId].filter(Boolean).join(' · '),
    action: { act: 'job', jobId, ...(service && { service: service.id }) } as const,
  }));
  const working = services.filter((service) => atWork(service.glance));
  return [
    { label: statusLine(view) },
    ...(several ? services.map((service) => serviceItem(service, view.at)) : []),
    'line',
    { label: say('tray.open'), action: { act: 'open' } },
    ...(jobs.length > 0 ? (['line', ...jobs] as const) : []),
    ...(working.length > 0
      ? ([
          'line',
          addItem(working, several),
          ...pauseItems(working, several),
          'line',
          ...signingItems(working, several),
        ] as const)
      : []),
    'line',
    { label: say('tray.quit'), action: { act: 'quit' } },
  ];
}

/** One of several services, and the way to it. */
const serviceItem = ({ id, name, glance, paused }: ServiceLine, at: TrayView['at']): TrayItem => ({
  label: ofService(name, statusLine({ glance, where: null, paused, at })),
  action: { act: 'service', service: id },
});

/** What is on the clipboard is for one service, and which one only its owner knows. */
const addItem = (working: readonly ServiceLine[], several: boolean): TrayItem => {
  const label = say('tray.addFromClipboard');
  if (!several) return { label, action: { act: 'add' } };
  return {
    label,
    items: working.map(({ id, name }) => ({ label: String(foreign(name)), action: { act: 'add', service: id } })),
  };
};

/** For all services at once; where some are paused and others are not, both ways are open. */
function pauseItems(working: readonly ServiceLine[], several: boolean): TrayItem[] {
  const resume: TrayItem = {
    label: say(several ? 'pause.resumeAll' : 'pause.resumeWatching'),
    action: { act: 'resume' },
  };
  const pause: TrayItem = {
    label: say(several ? 'pause.beginAll' : 'pause.begin'),
    items: pauseLengths.map((length) => ({ label: say(`pause.length.${length}`), action: { act: 'pause', length } })),
  };
  return [
    ...(working.some(({ paused }) => paused) ? [resume] : []),
    ...(working.some(({ paused }) => !paused) ? [pause] : []),
  ];
}

/**
 * Stops for all services at once. Resuming takes more than a press in a menu: it leads to the window, to each service that
 * is stopped.
 */
function signingItems(working: readonly ServiceLine[], several: boolean): TrayItem[] {
  const stopped = working.filter(({ glance }) => glance.signingStopped);
  const stop: TrayItem = { label: say(several ? 'stop.beginAll' : 'stop.begin'), action: { act: 'stop-signing' } };
  const resume = ({ id, name }: ServiceLine): TrayItem => ({
    label: several ? say('stop.resumeOf', { service: foreign(name) }) : say('stop.resume'),
    action: { act: 'service', service: id },
  });
  return [...(stopped.length < working.length ? [stop] : []), ...stopped.map(resume)];
}
