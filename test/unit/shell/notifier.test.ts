import { describe, expect, it } from 'vitest';
import type { DeskNews } from '../../../main/all-posts.ts';
import { defaultSettings } from '../../../main/config.ts';
import { overviewOf } from '../../../main/overview.ts';
import type { Notice, NoticeKind } from '../../../main/shell/notice.ts';
import { createNotifier } from '../../../main/shell/notifier.ts';
import type { GlanceState, Place, Settings } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const ada = makeSubject('ada');
/** RFC 7638, by the one who signs as an authority with the same key. */
const thumbprint = makeAuthorityKey('ada').kid.slice(0, 8);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Untold {
  readonly jobId: string;
  readonly attention?: boolean;
  readonly scope?: string | null;
  readonly subject?: string | null;
}

/** A desk as far as notifications need one, and the notifications that stand on its screen. Its clock runs in UTC. */
class Scene {
  readonly clock = new ManualClock(Date.parse('2026-11-02T09:00:00Z'));
  readonly standing = new Map<NoticeKind, { notice: Notice; click: () => void }>();
  readonly posted: Notice[] = [];
  readonly shown: (Partial<Place> | 'window')[] = [];
  readonly log: string[] = [];
  untold: Untold[] = [];
  toDecide = 0;
  /** Of each service, by its `id`. */
  states: Record<string, GlanceState> = { live: 'clear' };
  practice = false;
  inFront = false;
  looks = 0;
  broken = false;
  /** Where the news comes from, where there are several services. */
  newsFrom: DeskNews['services'] = [];
  readonly visited: (string | undefined)[] = [];
  settings: Settings = defaultSettings;
  #tell = () => {};

  readonly notifier = createNotifier({
    desk: {
      overview: () => {
        this.looks += 1;
        if (this.broken) throw new Error('the database refused');
        const glance = (state: GlanceState) => ({
          state,
          toDecide: this.toDecide,
          attention: 0,
          troubled: false,
          signingStopped: state === 'signing-stopped',
          practice: this.practice,
        });
        const services = Object.entries(this.states).map(([id, state]) => ({
          id,
          name: id.toUpperCase(),
          glance: glance(state),
          paused: null,
        }));
        return overviewOf(services, glance('stopped'));
      },
      news: () => this.#news(),
      told: () => {
        this.untold = [];
      },
      goTo: (place, service) => {
        this.shown.push(place);
        this.visited.push(service);
      },
      settings: () => ({
        values: this.settings,
        fixed: [],
        configPath: null,
        configPassedOver: null,
        acceptServiceStatements: false,
        mayConfirm: false,
        serviceSecret: null,
        dataFolder: '',
      }),
      onChange: (listener) => {
        this.#tell = listener;
      },
    },
    inFront: () => this.inFront,
    clock: this.clock,
    localTime: (at) => ({ hours: new Date(at).getUTCHours(), minutes: new Date(at).getUTCMinutes() }),
    post: (notice, click) => {
      this.posted.push(notice);
      this.standing.set(notice.kind, { notice, click });
    },
    withdraw: (kind) => {
      this.standing.delete(kind);
    },
    showWindow: () => {
      this.shown.push('window');
    },
    log: (_level, event) => {
      this.log.push(event);
    },
  });

  constructor(untold: Untold[] = []) {
    this.untold = untold;
    this.toDecide = untold.length;
    this.pass(2 * SECOND);
  }

  pass(ms: number): void {
    this.clock.advance(ms);
  }

  /** Jobs come to need a decision; the desk says that something changed once for each. */
  arrive(...jobs: readonly Untold[]): void {
    for (const job of jobs) {
      this.untold.push(job);
      this.toDecide += 1;
      this.changed();
    }
  }

  become(state: GlanceState): void {
    this.states = { live: state };
    this.changed();
  }

  changed(): void {
    this.#tell();
  }

  get titles(): string[] {
    return this.posted.map((notice) => notice.title);
  }

  get last(): Notice {
    const last = this.posted.at(-1);
    if (!last) throw new Error('nothing was notified');
    return last;
  }

  #news(): DeskNews | null {
    const { untold } = this;
    const attention = untold.filter((job) => job.attention).length;
    const [first] = untold;
    if (!first) return null;
    return {
      ready: untold.length - attention,
      attention,
      services: this.newsFrom,
      only:
        untold.length > 1
          ? null
          : {
              jobId: first.jobId,
              status: first.attention ? 'attention' : 'ready',
              subject: first.subject === undefined ? ada.sub : first.subject,
              scope: first.scope === undefined ? 'email' : first.scope,
            },
    };
  }
}

const jobs = (count: number): Untold[] => Array.from({ length: count }, (_, number) => ({ jobId: `job-${number}` }));

describe('jobs that come to need a decision', () => {
  it('are told one by scope and the start of the subject’s thumbprint, and a click opens it', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    expect(scene.posted).toHaveLength(1);
    expect(scene.last.title).toBe('A request is ready for your decision');
    expect(scene.last.body).toBe(`email · Subject ${thumbprint}`);
    scene.standing.get('jobs')?.click();
    expect(scene.shown).toEqual([{ section: 'queue', filter: 'open', jobId: 'one' }, 'window']);
  });

  it('are told many as a count, and a click opens the queue', () => {
    const scene = new Scene();
    scene.arrive(...jobs(50));
    scene.pass(2 * SECOND);
    expect(scene.titles).toEqual(['50 requests are ready for your decision']);
    expect(scene.last.body).toBe('');
    scene.standing.get('jobs')?.click();
    expect(scene.shown).toEqual([{ section: 'queue', filter: 'open' }, 'window']);
  });

  it('are gathered: nothing is said in the first second and a half', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(1_400);
    expect(scene.posted).toEqual([]);
    scene.arrive({ jobId: 'two' });
    scene.pass(200);
    expect(scene.titles).toEqual(['2 requests are ready for your decision']);
  });

  it('are told at most every 30 seconds, what came meanwhile in one and with how many wait in all', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    for (const job of jobs(9)) {
      scene.arrive(job);
      scene.pass(2 * SECOND);
    }
    expect(scene.posted).toHaveLength(1);
    scene.pass(12 * SECOND);
    expect(scene.titles.slice(1)).toEqual(['9 requests are ready for your decision']);
    expect(scene.last.body).toBe('10 wait for a decision in all');
    scene.pass(60 * MINUTE);
    expect(scene.posted).toHaveLength(2);
    expect(scene.standing.size).toBe(1);
  });

  it('are told once, however often the desk says that something changed', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    for (let times = 0; times < 100; times += 1) {
      scene.changed();
      scene.pass(SECOND);
    }
    expect(scene.posted).toHaveLength(1);
  });

  it('that were untold when the app started are told then', () => {
    const scene = new Scene(jobs(3));
    expect(scene.titles).toEqual(['3 requests are ready for your decision']);
  });

  it('are counted apart where they need attention', () => {
    const scene = new Scene();
    scene.arrive(...jobs(2), { jobId: 'bad', attention: true });
    scene.pass(2 * SECOND);
    expect(scene.last.title).toBe('2 requests are ready for your decision');
    expect(scene.last.body).toBe('A job needs attention');
  });

  it('are told at once where they need attention, whatever was told before; then every 10 minutes', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    scene.arrive({ jobId: 'bad', attention: true });
    scene.pass(2 * SECOND);
    expect(scene.titles).toEqual(['A request is ready for your decision', 'A job needs attention']);
    scene.arrive({ jobId: 'worse', attention: true });
    scene.pass(9 * MINUTE);
    expect(scene.posted).toHaveLength(2);
    scene.pass(MINUTE);
    expect(scene.posted).toHaveLength(3);
    expect(scene.last.place).toEqual({ section: 'queue', filter: 'open', jobId: 'worse' });
  });

  it('are taken back when nothing waits any more', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    expect([...scene.standing.keys()]).toEqual(['jobs']);
    scene.toDecide = 0;
    scene.changed();
    scene.pass(2 * SECOND);
    expect(scene.standing.size).toBe(0);
  });

  it('are taken back when the desk becomes another one, and say so where it is for practising', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    scene.practice = true;
    scene.changed();
    scene.pass(2 * SECOND);
    expect(scene.standing.size).toBe(0);
    scene.arrive({ jobId: 'two' });
    scene.pass(MINUTE);
    expect(scene.last.title).toBe('Practice: A request is ready for your decision');
  });
});

describe('SECURITY 14: what a notification says of a job', () => {
  const bodyFor = (job: Omit<Untold, 'jobId'>): string => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one', ...job });
    scene.pass(2 * SECOND);
    expect(scene.posted).toHaveLength(1);
    return scene.last.body;
  };
  const short = `Subject ${thumbprint}`;

  it.each([
    ['email', 'email'],
    ['email phone', 'email phone'],
    ['urn:example:age_over-18', 'urn:example:age_over-18'],
  ])('is the scope %s', (scope, said) => {
    expect(bodyFor({ scope })).toBe(`${said} · ${short}`);
  });

  it.each([
    null,
    '',
    ' ',
    'email  phone',
    ' email',
    'email\n',
    'ada@example.org',
    '<b>email</b>',
    '&amp;',
    'em\u202eail',
    'emаil',
    'a'.repeat(33),
    `${'a '.repeat(60)}a`,
    '%s%n',
    'https://evil.example/approve',
  ])('leaves the scope %j out', (scope) => {
    expect(bodyFor({ scope })).toBe(short);
  });

  it.each([null, '', 'ada@example.org', 'A'.repeat(43), `${ada.sub}=`, `${ada.sub}\n`])(
    'leaves the subject %j out, which is no key',
    (subject) => {
      expect(bodyFor({ subject })).toBe('email');
    },
  );

  it('is nothing at all where neither can be said', () => {
    expect(bodyFor({ subject: null, scope: null })).toBe('');
  });
});

describe('while the window is in front', () => {
  it('nothing is notified, and nothing is made up for later', () => {
    const scene = new Scene();
    scene.inFront = true;
    scene.arrive(...jobs(3));
    scene.become('blind');
    scene.pass(2 * MINUTE);
    expect(scene.untold).toEqual([]);
    scene.inFront = false;
    scene.changed();
    scene.pass(60 * MINUTE);
    expect(scene.posted).toEqual([]);
  });

  it('what stood is taken back as soon as it comes there', () => {
    const scene = new Scene();
    scene.become('blind');
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * MINUTE);
    expect([...scene.standing.keys()].sort()).toEqual(['blind', 'jobs']);
    scene.inFront = true;
    scene.notifier.seen();
    expect(scene.standing.size).toBe(0);
  });

  it('an outage that began there is told when the window goes before it had lasted', () => {
    const scene = new Scene();
    scene.inFront = true;
    scene.become('blind');
    scene.pass(30 * SECOND);
    scene.inFront = false;
    scene.pass(60 * SECOND);
    expect(scene.titles).toEqual(['The service cannot be seen']);
  });
});

describe('quiet hours', () => {
  const night = { ...defaultSettings, quietFrom: '22:00', quietUntil: '06:30' };

  it('hold everything, and end with one notification of jobs', () => {
    const scene = new Scene();
    scene.settings = night;
    scene.clock.jump(13 * 60 * MINUTE + 30 * SECOND);
    for (const job of jobs(20)) {
      scene.arrive(job);
      scene.pass(10 * MINUTE);
    }
    scene.arrive({ jobId: 'bad', attention: true });
    scene.pass(5 * 60 * MINUTE);
    expect(new Date(scene.clock.now()).toISOString()).toContain('T06:20');
    expect(scene.posted).toEqual([]);
    scene.pass(9 * MINUTE);
    expect(scene.posted).toEqual([]);
    scene.pass(MINUTE);
    expect(scene.titles).toEqual(['20 requests are ready for your decision']);
    scene.pass(60 * MINUTE);
    expect(scene.posted).toHaveLength(1);
  });

  it('end with an alarm only where it is still so', () => {
    for (const still of [true, false]) {
      const scene = new Scene();
      scene.settings = night;
      scene.clock.jump(14 * 60 * MINUTE);
      scene.become('blind');
      scene.pass(6 * 60 * MINUTE);
      if (!still) scene.become('clear');
      scene.pass(3 * 60 * MINUTE);
      expect(scene.titles).toEqual(still ? ['The service cannot be seen'] : []);
    }
  });
});

describe('alarms', () => {
  it('tell that the service cannot be seen after a minute of it, once, and lead to the health page', () => {
    const scene = new Scene();
    scene.become('blind');
    scene.pass(59 * SECOND);
    expect(scene.posted).toEqual([]);
    scene.pass(3 * SECOND);
    expect(scene.titles).toEqual(['The service cannot be seen']);
    expect(scene.last.body).toContain('Requests may be waiting there.');
    for (let times = 0; times < 100; times += 1) {
      scene.changed();
      scene.pass(MINUTE);
    }
    expect(scene.posted).toHaveLength(1);
    scene.standing.get('blind')?.click();
    expect(scene.shown).toEqual([{ section: 'health' }, 'window']);
  });

  it('say nothing of an outage that passes within a minute', () => {
    const scene = new Scene();
    for (let times = 0; times < 20; times += 1) {
      scene.become('blind');
      scene.pass(50 * SECOND);
      scene.become('clear');
      scene.pass(10 * SECOND);
    }
    expect(scene.posted).toEqual([]);
  });

  it('are taken back when it is over, and told again at the next outage, at most every 10 minutes', () => {
    const scene = new Scene();
    for (let times = 0; times < 6; times += 1) {
      scene.become('blind');
      scene.pass(4 * MINUTE);
      scene.become('clear');
      scene.pass(MINUTE);
      expect(scene.standing.size).toBe(0);
    }
    expect(scene.posted).toHaveLength(3);
  });

  it.each([
    ['locked', 'The keychain is locked'],
    ['fault', 'The app cannot work on'],
    ['stopped', 'The app is stopped'],
  ] as const)('tell that the app is at a standstill (%s)', (state, title) => {
    const scene = new Scene();
    scene.become(state);
    scene.pass(19 * SECOND);
    expect(scene.posted).toEqual([]);
    scene.pass(3 * SECOND);
    expect(scene.titles).toEqual([title]);
  });

  it.each(['starting', 'setup', 'limited', 'paused', 'asking', 'decide', 'clear'] as const)(
    'do not come of the state %s',
    (state) => {
      const scene = new Scene();
      scene.become(state);
      scene.pass(60 * MINUTE);
      expect(scene.posted).toEqual([]);
    },
  );

  it('tell at once that signing was stopped, as often as it is, and take it back when it is resumed', () => {
    const scene = new Scene();
    for (const times of [1, 2]) {
      scene.become('signing-stopped');
      scene.pass(2 * SECOND);
      expect(scene.titles).toEqual(Array(times).fill('Signing is stopped'));
      expect([...scene.standing.keys()]).toEqual(['signing-stopped']);
      scene.become('clear');
      scene.pass(2 * SECOND);
      expect(scene.standing.size).toBe(0);
    }
  });

  it('pass by what was told of jobs a moment ago', () => {
    const scene = new Scene();
    scene.become('blind');
    scene.pass(59 * SECOND);
    scene.arrive({ jobId: 'one' });
    scene.pass(3 * SECOND);
    expect(scene.posted.map(({ kind }) => kind).sort()).toEqual(['blind', 'jobs']);
  });
});

describe('the notifier', () => {
  it('says nothing where the operator wants nothing, nor all of it when they change their mind', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    scene.settings = { ...defaultSettings, notify: false };
    scene.arrive(...jobs(30));
    scene.pass(2 * SECOND);
    expect(scene.standing.size).toBe(0);
    scene.settings = defaultSettings;
    scene.changed();
    scene.pass(60 * MINUTE);
    expect(scene.posted).toHaveLength(1);
  });

  it('looks at nothing while nothing changes', () => {
    const scene = new Scene();
    const before = scene.looks;
    scene.pass(24 * 60 * MINUTE);
    expect(scene.looks).toBe(before);
  });

  it('looks at the desk once in a second and a half, however often it changes', () => {
    const scene = new Scene();
    const before = scene.looks;
    for (let times = 0; times < 1_000; times += 1) {
      scene.changed();
      scene.pass(15);
    }
    expect(scene.looks - before).toBe(10);
  });

  it('goes on when the clock is set back by hours', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    scene.clock.jump(-5 * 60 * MINUTE);
    scene.arrive({ jobId: 'two' });
    scene.pass(MINUTE);
    expect(scene.posted).toHaveLength(2);
    scene.become('blind');
    scene.pass(2 * MINUTE);
    expect(scene.last.kind).toBe('blind');
  });

  it('outlives a database that does not answer, and tells what is due when it does', () => {
    const scene = new Scene();
    scene.broken = true;
    scene.arrive({ jobId: 'one' });
    scene.pass(5 * MINUTE);
    expect(scene.posted).toEqual([]);
    expect(scene.log).toContain('notifier-failed');
    scene.broken = false;
    scene.pass(MINUTE);
    expect(scene.posted).toHaveLength(1);
  });

  it('takes everything back and says nothing more once it is stopped', () => {
    const scene = new Scene();
    scene.arrive({ jobId: 'one' });
    scene.pass(2 * SECOND);
    scene.notifier.stop();
    expect(scene.standing.size).toBe(0);
    scene.arrive({ jobId: 'two' });
    scene.pass(60 * MINUTE);
    expect(scene.posted).toHaveLength(1);
  });
});

describe('notifications of several services', () => {
  const both = (east: GlanceState, west: GlanceState) => ({ east, west });

  it('name the services that have work, and lead to the first of them', () => {
    const scene = new Scene();
    scene.states = both('decide', 'decide');
    scene.newsFrom = [
      { id: 'west', name: 'WEST' },
      { id: 'east', name: 'EA\u202eST' },
    ];
    scene.arrive({ jobId: 'a' }, { jobId: 'b' });
    scene.pass(2 * SECOND);
    expect(scene.last).toMatchObject({ kind: 'jobs', service: 'west' });
    expect(scene.last.body).toMatch(/^WEST, EAU\+202EST\n/);
    scene.standing.get('jobs')?.click();
    expect(scene.visited).toEqual(['west']);
  });

  it('tell that one can’t be seen while another is well, and take it back when it is seen again', () => {
    const scene = new Scene();
    scene.states = both('clear', 'blind');
    scene.changed();
    scene.pass(61 * SECOND + 2 * SECOND);
    expect(scene.last).toMatchObject({ kind: 'blind', service: 'west', place: { section: 'health' } });
    expect(scene.last.body).toMatch(/^WEST\n/);
    const { click } = scene.standing.get('blind') ?? { click: () => {} };
    scene.states = both('clear', 'clear');
    scene.changed();
    scene.pass(2 * SECOND);
    expect(scene.standing.size).toBe(0);
    click();
    expect(scene.visited).toEqual(['west']);
  });

  it('tell of a second one that goes later, with the first, at the pace of alarms', () => {
    const scene = new Scene();
    scene.states = both('blind', 'clear');
    scene.changed();
    scene.pass(65 * SECOND);
    expect(scene.posted).toHaveLength(1);
    expect(scene.last.body).toMatch(/^EAST\n/);
    scene.states = both('blind', 'blind');
    scene.changed();
    scene.pass(5 * MINUTE);
    expect(scene.posted).toHaveLength(1);
    scene.pass(6 * MINUTE);
    expect(scene.posted).toHaveLength(2);
    expect(scene.last.body).toMatch(/^EAST, WEST\n/);
  });

  it('tell one kind of alarm beside another', () => {
    const scene = new Scene();
    scene.states = both('blind', 'stopped');
    scene.changed();
    scene.pass(70 * SECOND);
    expect([...scene.standing.keys()].sort()).toEqual(['blind', 'stopped']);
  });
});
