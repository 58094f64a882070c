import { type QueueFilter, queueFilters } from '../../preload/contract.ts';
import { isServiceName } from '../intake/deep-link.ts';
import { isJobId } from '../jobs/job.ts';

/** Where lines to add come from. */
export type Source =
  | { readonly kind: 'argument'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'standard-input' };

export type UsageProblem =
  | 'unknown-command'
  | 'unknown-option'
  | 'unknown-filter'
  | 'nothing-to-add'
  | 'one-job'
  | 'nothing-to-verify'
  | 'service-name'
  | 'one-standard-input'
  | 'not-expected';

/** The service that is meant, by its name; left out where there is one, or all are meant. */
interface OfService {
  readonly service?: string;
}

/** The same, for a request. */
export const meantOf = ({ service }: OfService): OfService => (service === undefined ? {} : { service });

export type Command =
  | ({
      readonly name: 'add';
      readonly sources: readonly Source[];
      readonly practice: boolean;
      readonly json: boolean;
    } & OfService)
  | ({ readonly name: 'list'; readonly filter: QueueFilter; readonly json: boolean } & OfService)
  | ({ readonly name: 'status'; readonly json: boolean } & OfService)
  | ({ readonly name: 'open'; readonly jobId: string } & OfService)
  | {
      readonly name: 'check-config';
      /** The file to check; null for what holds on this computer. */
      readonly path: string | null;
      readonly json: boolean;
    }
  | {
      readonly name: 'verify';
      readonly paths: readonly string[];
      /** Fingerprint of the audit key that the evidence is to be held to; null where none was named. */
      readonly auditKey: string | null;
    }
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'usage'; readonly problem: UsageProblem; readonly value: string };

const usage = (problem: UsageProblem, value = ''): Command => ({ name: 'usage', problem, value });

/**
 * The command that a process was started with; null where it was started as the app: by hand, with a link, at login.
 * Before the command's word come the executable, in development the app's folder, and switches of Chromium.
 * @param defaultApp whether Electron itself was started and told which app to run
 */
export function readCommand(argv: readonly string[], defaultApp: boolean): Command | null {
  const args = defaultApp ? afterApp(argv.slice(1)) : argv.slice(1);
  const at = args.findIndex((arg) => !arg.startsWith('-') || arg === '--help' || arg === '-h' || arg === '--version');
  const word = args[at];
  if (word === undefined) return null;
  const given = args.slice(at + 1);
  if (word === 'help' || word === '--help' || word === '-h') return { name: 'help' };
  if (word === '--version') return { name: 'version' };
  const read = readers[word as keyof typeof readers];
  if (read && Object.hasOwn(readers, word)) return sorted(given, read);
  // A `countersign://` link or a path is for the app to take or leave; a bare word, a job or its address lacks its command.
  return /^[A-Za-z][A-Za-z-]*$|^https?:/.test(word) || isJobId(word) ? usage('unknown-command', word) : null;
}

/** Electron's own default app takes the first argument that is no switch for the app; `-r` has a value of its own. */
function afterApp(args: readonly string[]): readonly string[] {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '-r' || arg === '--require') index += 1;
    else if (!arg.startsWith('-')) return args.slice(index + 1);
  }
  return [];
}

interface Given {
  readonly values: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

interface Reader {
  /** Options; those that take a value end in `=`. */
  readonly options: readonly string[];
  readonly read: (given: Given) => Command;
}

const readers = {
  add: {
    options: ['--practice', '--json', '--service='],
    read: ({ values, options }) => {
      const sources = values.map(source);
      if (sources.length === 0) return usage('nothing-to-add');
      if (sources.filter(({ kind }) => kind === 'standard-input').length > 1) return usage('one-standard-input');
      return {
        name: 'add',
        sources,
        practice: options.has('--practice'),
        json: options.has('--json'),
        ...meant(options),
      };
    },
  },
  list: {
    options: ['--json', '--filter=', '--service='],
    read: ({ values, options }) => {
      const filter = options.get('--filter') ?? 'open';
      if (values[0] !== undefined) return usage('not-expected', values[0]);
      if (!isFilter(filter)) return usage('unknown-filter', filter);
      return { name: 'list', filter, json: options.has('--json'), ...meant(options) };
    },
  },
  status: {
    options: ['--json', '--service='],
    read: ({ values, options }) =>
      values[0] === undefined
        ? { name: 'status', json: options.has('--json'), ...meant(options) }
        : usage('not-expected', values[0]),
  },
  open: {
    options: ['--service='],
    read: ({ values, options }) => {
      const [jobId = '', more] = values;
      if (more !== undefined || !isJobId(jobId)) return usage('one-job', values.join(' '));
      return { name: 'open', jobId, ...meant(options) };
    },
  },
  'check-config': {
    options: ['--json'],
    read: ({ values, options }) => {
      const [path = null, more] = values;
      if (more !== undefined) return usage('not-expected', more);
      return path === '' ? usage('not-expected') : { name: 'check-config', path, json: options.has('--json') };
    },
  },
  verify: {
    options: ['--audit-key='],
    read: ({ values, options }) => {
      const auditKey = options.get('--audit-key') ?? null;
      return values.length === 0 || auditKey === ''
        ? usage('nothing-to-verify')
        : { name: 'verify', paths: values, auditKey };
    },
  },
} as const satisfies Record<string, Reader>;

const meant = (options: Given['options']): OfService => {
  const service = options.get('--service');
  return service === undefined ? {} : { service };
};

const isFilter = (text: string): text is QueueFilter => (queueFilters as readonly string[]).includes(text);

function source(text: string): Source {
  if (text === '-') return { kind: 'standard-input' };
  return text.length > 1 && text.startsWith('@') ? { kind: 'file', path: text.slice(1) } : { kind: 'argument', text };
}

/** Tells options from values. An ID may begin with a hyphen and is one all the same; `--` ends the options. */
function sorted(args: readonly string[], { options: allowed, read }: Reader): Command {
  const values: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      values.push(...args.slice(index + 1));
      break;
    }
    if (arg === '--help' || arg === '-h') return { name: 'help' };
    if (!arg.startsWith('-') || arg === '-' || isJobId(arg)) {
      values.push(arg);
      continue;
    }
    const [, name = arg, value] = /^(--[a-z-]+)=(.*)$/s.exec(arg) ?? [];
    if (allowed.includes(name) && value === undefined) options.set(name, '');
    else if (!allowed.includes(`${name}=`)) return usage('unknown-option', arg);
    else if (value !== undefined) options.set(name, value);
    else {
      index += 1;
      options.set(name, args[index] ?? '');
    }
  }
  const service = options.get('--service');
  if (service !== undefined && !isServiceName(service)) return usage('service-name', service);
  return read({ values, options });
}
