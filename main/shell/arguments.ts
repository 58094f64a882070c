const MOST = 100;
const LONGEST = 4_096;

/** What a start of the app asks of the one that runs. */
export interface Start {
  /** `countersign:` links to the letter; the desk parses them. */
  readonly links: readonly string[];
  /** Paths of evidence files that the system had opened with the app. */
  readonly evidence: readonly string[];
  /** Started by the system at login: no window comes forward. */
  readonly hidden: boolean;
}

const isLink = (argument: string): boolean => /^countersign:/i.test(argument);
const isEvidence = (argument: string): boolean => /\.evidence$/i.test(argument) && !argument.startsWith('-');

/** Reads a command line; what is no link and no flag of ours is not for us. */
export function startOf(argv: readonly string[]): Start {
  return {
    links: argv.filter((argument) => isLink(argument) && argument.length <= LONGEST).slice(0, MOST),
    evidence: argv
      .filter((argument) => isEvidence(argument) && !isLink(argument) && argument.length <= LONGEST)
      .slice(0, MOST),
    hidden: argv.includes('--hidden'),
  };
}

/** What another process of this app handed over; anything else counts as a plain start. */
export function startFrom(handed: unknown): Start {
  const { links, evidence, hidden, ...more } = (handed ?? {}) as Readonly<Record<string, unknown>>;
  const whole = isTexts(links) && isTexts(evidence) && typeof hidden === 'boolean' && Object.keys(more).length === 0;
  return startOf(whole ? [...links, ...evidence, ...(hidden ? ['--hidden'] : [])] : []);
}

// By hand: a library of schemas would have to be loaded before the window is painted.
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST &&
  value.every((text) => typeof text === 'string' && text.length <= LONGEST);
