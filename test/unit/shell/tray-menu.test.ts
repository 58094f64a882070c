import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../../main/overview.ts';
import { statusLine, type TrayItem, trayMenu } from '../../../main/shell/tray-menu.ts';
import { type Glance, glances, type Pause, type ServiceLine } from '../../../preload/contract.ts';

const glance = (change: Partial<Glance>): Glance => ({
  state: 'clear',
  toDecide: 0,
  attention: 0,
  troubled: false,
  signingStopped: false,
  practice: false,
  ...change,
});
const at = (moment: number) => `moment ${moment}`;
const nothing = { where: null, paused: null, ready: [], at };
/** The only service there is. */
const one = (state: Partial<Glance>, paused: Pause | null = null) => ({
  ...overviewOf([{ id: 'live', name: 'Acme', glance: glance(state), paused }], glance({})),
  ready: [],
  at,
});

const labels = (items: readonly TrayItem[]): string[] =>
  items.flatMap((item) => (item === 'line' ? ['-'] : [item.label, ...('items' in item ? labels(item.items) : [])]));

const job = (number: number, scope: string | null) => ({ jobId: `job-${number}-aaaaaaaaaaaaaaa`, scope });

describe('the status line', () => {
  it('has words of its own for every state', () => {
    const lines = glances.map((state) => statusLine({ ...nothing, glance: glance({ state, toDecide: 2 }) }));
    expect(new Set(lines).size).toBe(glances.length);
  });

  it('tells what waits behind a state that is graver', () => {
    expect(statusLine({ ...nothing, glance: glance({ state: 'blind', toDecide: 3 }) })).toBe(
      'Cannot see the service · 3 jobs wait for your decision',
    );
    expect(statusLine({ ...nothing, glance: glance({ state: 'decide', toDecide: 3 }) })).toBe(
      '3 jobs wait for your decision',
    );
  });

  it('never lets jobs hide that something is not well', () => {
    expect(statusLine({ ...nothing, glance: glance({ state: 'decide', toDecide: 1, troubled: true }) })).toBe(
      '1 job waits for your decision · Something is not well',
    );
    expect(statusLine({ ...nothing, glance: glance({ state: 'trouble', troubled: true }) })).toBe(
      'Something is not well',
    );
  });

  it('never leaves out that signing is stopped', () => {
    const stopped = { signingStopped: true, toDecide: 1 };
    expect(statusLine({ ...nothing, glance: glance({ state: 'signing-stopped', ...stopped }) })).toBe(
      'Signing is stopped · 1 job waits for your decision',
    );
    expect(statusLine({ ...nothing, glance: glance({ state: 'blind', ...stopped }) })).toBe(
      'Cannot see the service · Signing is stopped · 1 job waits for your decision',
    );
  });

  it('tells until when watching is paused, where that is known', () => {
    const paused = glance({ state: 'paused' });
    expect(statusLine({ ...nothing, glance: paused, paused: { since: 1, until: 5 } })).toBe(
      'Watching is paused until moment 5',
    );
    expect(statusLine({ ...nothing, glance: paused, paused: { since: 1, until: null } })).toBe('Watching is paused');
  });

  it('says practice first', () => {
    expect(statusLine({ ...nothing, glance: glance({ practice: true }) })).toMatch(/^Practice: /);
  });
});

describe('the menu of the tray', () => {
  it('names a job by its plain scopes and its ID', () => {
    const two = trayMenu({ ...one({ state: 'decide', toDecide: 1 }), ready: [job(1, 'email phone')] });
    expect(labels(two)).toContain('email phone · job-1-aaaaaaaaaaaaaaa');
    const menu = trayMenu({ ...one({ state: 'decide', toDecide: 1 }), ready: [job(1, 'email')] });
    expect(menu).toContainEqual({
      label: 'email · job-1-aaaaaaaaaaaaaaa',
      action: { act: 'job', jobId: 'job-1-aaaaaaaaaaaaaaa' },
    });
  });

  it.each([null, '', 'email  phone', 'e\u202email', 'émail', 'x'.repeat(33), '<b>', 'a&b', 'U+202E', 'a\nb'])(
    'names a job by its ID alone where its scope is %j',
    (scope) => {
      const menu = trayMenu({ ...one({ state: 'decide', toDecide: 1 }), ready: [job(1, scope)] });
      expect(labels(menu)).toContain('job-1-aaaaaaaaaaaaaaa');
    },
  );

  it('offers to pause, or to resume while watching is paused', () => {
    const open = labels(trayMenu(one({})));
    expect(open).toEqual(expect.arrayContaining(['Pause watching', 'For 1 hour', 'Until tomorrow morning']));
    expect(open).not.toContain('Resume watching');
    const paused = labels(trayMenu(one({ state: 'blind' }, { since: 0, until: null })));
    expect(paused).toContain('Resume watching');
    expect(paused).not.toContain('Pause watching');
  });

  it('stops signing by one press, and leads to the window where it is stopped', () => {
    expect(trayMenu(one({}))).toContainEqual({ label: 'Stop signing', action: { act: 'stop-signing' } });
    const stopped = trayMenu(one({ state: 'signing-stopped', signingStopped: true }));
    expect(labels(stopped)).not.toContain('Stop signing');
    expect(stopped).toContainEqual({ label: 'Resume signing', action: { act: 'service', service: 'live' } });
  });

  it.each(['starting', 'setup', 'stopped', 'locked'] as const)('offers only what can be done while %s', (state) => {
    const menu = labels(trayMenu(one({ state })));
    expect(menu.slice(1)).toEqual(['-', 'Open Countersign', '-', 'Quit']);
  });
});

describe('the tray of several services', () => {
  const east: ServiceLine = {
    id: 'east',
    name: 'East',
    glance: glance({ state: 'decide', toDecide: 2 }),
    paused: null,
  };
  const west: ServiceLine = {
    id: 'west',
    name: 'W\u202eest',
    glance: glance({ state: 'blind', toDecide: 1 }),
    paused: null,
  };
  const locked: ServiceLine = { id: 'north', name: 'North', glance: glance({ state: 'locked' }), paused: null };
  const view = (...services: ServiceLine[]) => ({ ...overviewOf(services, glance({})), ready: [], at });

  it('adds up, and names the one that is not well, its hidden characters as their code points', () => {
    expect(statusLine(view(east, west))).toBe('WU+202Eest: Cannot see the service · 3 jobs wait for your decision');
    expect(statusLine(view(east, east))).toBe('4 jobs wait for your decision');
  });

  it('has a line for each that leads to it, and names the service of each job', () => {
    const menu = trayMenu({ ...view(east, west), ready: [{ ...job(1, 'email'), service: east }] });
    expect(menu).toContainEqual({
      label: 'East: 2 jobs wait for your decision',
      action: { act: 'service', service: 'east' },
    });
    expect(menu).toContainEqual({
      label: 'East · email · job-1-aaaaaaaaaaaaaaa',
      action: { act: 'job', jobId: 'job-1-aaaaaaaaaaaaaaa', service: 'east' },
    });
  });

  it('stops signing for all that are at work, and leads to each that is stopped', () => {
    const stopped = { ...west, glance: glance({ state: 'signing-stopped', signingStopped: true }) };
    const menu = trayMenu(view(east, locked, stopped));
    expect(menu).toContainEqual({ label: 'Stop signing for all services', action: { act: 'stop-signing' } });
    expect(menu).toContainEqual({
      label: 'Resume signing: WU+202Eest',
      action: { act: 'service', service: 'west' },
    });
  });

  it('asks for which service the clipboard is, among those at work', () => {
    const menu = trayMenu(view(east, locked, west));
    expect(menu).toContainEqual({
      label: 'Add from clipboard',
      items: [
        { label: 'East', action: { act: 'add', service: 'east' } },
        { label: 'WU+202Eest', action: { act: 'add', service: 'west' } },
      ],
    });
  });

  it('pauses and resumes all of them, and offers both where only some are paused', () => {
    const paused = { ...east, paused: { since: 0, until: null } };
    const [all, some, none] = [view(paused, paused), view(paused, west), view(east, west)].map((one) =>
      labels(trayMenu(one)).filter((label) => /watching.*all services$/.test(label)),
    );
    expect(all).toEqual(['Resume watching for all services']);
    expect(some).toEqual(['Resume watching for all services', 'Pause watching for all services']);
    expect(none).toEqual(['Pause watching for all services']);
  });
});
