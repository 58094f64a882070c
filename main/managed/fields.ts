import { z } from 'zod';
import { type Finding, languageChoices } from '../../preload/contract.ts';
import {
  defaultSettings,
  jwkSet,
  LONGEST_REASON,
  MOST_REASONS,
  parseAuthHeader,
  parseCa,
  parseFeed,
  parseInboxFolder,
  parseIssuer,
  parseServiceAddress,
  parseTimeOfDay,
  settingRanges,
} from '../config.ts';
import { finding } from '../errors.ts';
import { budget } from '../jobs/schedule.ts';
import { LONGEST_PATTERN, parsePattern } from '../policy/pattern.ts';
import { systemConfirmations } from '../policy/rules.ts';

/** Most services that one installation works for. */
export const MOST_SERVICES = 20;

/** Most claims, and most scopes, that a policy names. */
export const MOST_CLAIMS = 100;

/** Fields that a later version will have. Whoever sets one must not believe that this version holds it. */
export const notYet: Readonly<Record<'file' | 'service', readonly string[]>> = {
  file: ['lock', 'forwarding'],
  service: [],
};

/**
 * A text that `parse` takes and that has this shape. The shape also stands in the published schema, so that whatever is
 * taken here is taken there. What is wrong with a text travels with the issue, as a finding.
 */
const text = (shape: RegExp, otherwise: Finding, parse: (text: string) => object) =>
  z
    .string()
    .superRefine((given, context) => {
      const { problem } = parse(given) as { problem?: Finding };
      const found = problem ?? (shape.test(given) ? null : otherwise);
      if (found) context.addIssue({ code: 'custom', params: { finding: found } });
    })
    .meta({ pattern: shape.source });

// Schemes by their letters: JSON Schema's patterns have no flags.
const url = String.raw`[Hh][Tt][Tt][Pp][Ss]?://\S+`;
const address = () => text(new RegExp(String.raw`^\s*${url}\s*$`), finding('address-invalid'), parseServiceAddress);
const feed = () => text(new RegExp(String.raw`^\s*(${url})?\s*$`), finding('address-invalid'), parseFeed);
const timeOfDay = () => text(/^\s*(([01]?\d|2[0-3]):[0-5]\d)?\s*$/, finding('not-a-time'), parseTimeOfDay);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
const folder = () => text(/^[^\u0000-\u001f]*$/, finding('folder-not-absolute'), parseInboxFolder);
const issuer = () => text(/^[\x21-\x7e]+$/, finding('issuer-invalid'), parseIssuer);
const id = () => text(/^(?!practice$)[a-z][a-z0-9-]{0,31}$/, finding('config-service-id'), () => ({}));

const ranged = (name: keyof typeof settingRanges) =>
  z.number().min(settingRanges[name].min).max(settingRanges[name].max);

const pattern = () =>
  z
    .string()
    .max(LONGEST_PATTERN)
    .superRefine((given, context) => {
      const parsed = parsePattern(given);
      if ('problem' in parsed) context.addIssue({ code: 'custom', params: { finding: parsed.problem } });
    });

const limit = (description: string) =>
  z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description, examples: [100] })
    .optional();

const policy = z.strictObject({
  claims: z
    .array(
      z.strictObject({
        claim: z.string().min(1).max(80).meta({ description: 'The claim’s name.' }),
        required: z
          .boolean()
          .meta({ description: 'Whether a job without it can’t be approved.', default: false })
          .optional(),
        pattern: pattern()
          .meta({ description: 'What the whole value must match, in RE2’s syntax.', examples: ['[^@]+@example\\.org'] })
          .optional(),
      }),
    )
    .max(MOST_CLAIMS)
    .meta({ description: 'What is asked of single claims.' })
    .optional(),
  scopes: z
    .array(
      z
        .string()
        .regex(/^[^ ]+$/, 'config-scope')
        .max(80),
    )
    .max(MOST_CLAIMS)
    .meta({ description: 'The only scopes that may be approved.', examples: [['email', 'phone']] })
    .optional(),
  longestLifetimeDays: ranged('lifetimeDays')
    .meta({ description: 'The longest lifetime, in days, with which anything is approved.', examples: [365] })
    .optional(),
  approvalsPerHour: limit('Most approvals within any hour; undone ones don’t count.'),
  approvalsPerDay: limit('Most approvals within any 24 hours; undone ones don’t count.'),
  typedForFirstTime: z
    .boolean()
    .meta({
      description: 'Whether the value, or its end, must be typed to approve the first job of a subject.',
      default: false,
    })
    .optional(),
  systemConfirmation: z
    .enum(systemConfirmations)
    .meta({
      description: 'When the system itself asks before an approval, in a dialog that no page can draw.',
      default: 'never',
    })
    .optional(),
});

/** What may be fixed for all services, and for one of them. */
const forAllOrOne = {
  lifetimeDays: ranged('lifetimeDays')
    .meta({ description: 'Days until a token expires.', default: defaultSettings.lifetimeDays, examples: [90] })
    .optional(),
  undoSeconds: ranged('undoSeconds')
    .meta({
      description: 'Seconds in which an approval can be undone before its token is signed; 0 for none.',
      default: defaultSettings.undoSeconds,
      examples: [10],
    })
    .optional(),
  pollSeconds: ranged('pollSeconds')
    .meta({
      description: 'Seconds between two looks at a job that is not confirmed yet.',
      default: defaultSettings.pollSeconds,
      examples: [5],
    })
    .optional(),
  rejectReasons: z
    .array(
      z
        .string()
        .max(LONGEST_REASON)
        .regex(/^[^\r\n]*\S[^\r\n]*$/, 'config-reason'),
    )
    .max(MOST_REASONS)
    .meta({
      description: 'Reasons for a rejection to choose from, instead of the built-in ones and the operator’s own.',
      examples: [['The address is not the subject’s', 'The subject could not be identified']],
    })
    .optional(),
  policy: policy.meta({ description: 'What must hold for an approval beyond what always must.' }).optional(),
  inboxFolder: folder()
    .meta({
      description: 'Absolute path of the folder whose files are taken in; empty for none. No two services share one.',
      default: defaultSettings.inboxFolder,
      examples: ['/srv/countersign/inbox', 'D:\\Countersign\\Inbox'],
    })
    .optional(),
};

const service = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(80)
    .meta({ description: 'What the service is called in the window.', examples: ['Verification desk'] })
    .optional(),
  address: address()
    .meta({
      description: 'Base address of the Scope API: https (http on loopback only), no credentials, query or fragment.',
      examples: ['https://scope.example.org'],
    })
    .optional(),
  issuer: issuer()
    .meta({
      description: 'The issuer, as it will stand in every token: an absolute URI, taken to the letter.',
      examples: ['https://authority.example.org'],
    })
    .optional(),
  trustedKeys: jwkSet
    .meta({
      description: 'Public keys (JWK Set, RFC 7517) of other authorities, whose tokens count as signed elsewhere.',
      examples: [{ keys: [] }],
    })
    .optional(),
  ca: text(
    /^(\s*-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)*\s*$/,
    finding('ca-not-certificates'),
    parseCa,
  )
    .meta({
      description:
        'Certificates (PEM, with \\n between their lines) of authorities that the service’s own may come from, beside those that the system trusts.',
      default: defaultSettings.ca,
      examples: ['-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n'],
    })
    .optional(),
  authHeader: text(/^\s*[!#$%&'*+.^_`|~0-9A-Za-z-]{0,100}\s*$/, finding('header-invalid'), parseAuthHeader)
    .meta({
      description:
        'Name of the header with which the service is told who asks. What it carries is a secret: the operator enters it in the settings, and it is kept in the keychain.',
      default: defaultSettings.authHeader,
      examples: ['Authorization', 'X-Api-Key'],
    })
    .optional(),
  requestsPerSecond: z
    .number()
    .min(1)
    .max(50)
    .meta({
      description: 'Requests a second that watching may make while the window is in front; a fifth of it otherwise.',
      default: budget.perSecond,
      examples: [20],
    })
    .optional(),
  acceptServiceStatements: z
    .boolean()
    .meta({
      description: 'Whether jobs may be approved whose claims the service states without a subject’s signature.',
      default: false,
    })
    .optional(),
  mayConfirm: z
    .boolean()
    .meta({ description: 'Whether this desk may post a subject’s confirmation.', default: false })
    .optional(),
  feed: feed()
    .meta({
      description: 'URL of the service’s feed of job IDs; empty for none.',
      default: defaultSettings.feed,
      examples: ['https://scope.example.org/feed'],
    })
    .optional(),
  ...forAllOrOne,
});

const serviceOfSeveral = service.required({ name: true, address: true, issuer: true }).extend({
  id: id().meta({
    description:
      'Names the service’s folder of state, so it stays for good: 1 to 32 lower-case letters, digits and hyphens, a letter first, and not “practice”. “live” is the service that was there before there were several.',
    examples: ['live', 'branch-office'],
  }),
});

const updateKey = z.strictObject({
  kty: z.literal('OKP').meta({ description: 'Kind of the key.' }),
  crv: z.literal('Ed25519').meta({ description: 'Curve of the key.' }),
  // 32 bytes in base64url (RFC 8037, 2): the last of 43 characters carries four bits.
  x: text(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, finding('config-update-key'), () => ({})).meta({
    description: 'The public key: 32 bytes in base64url.',
    examples: ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'],
  }),
  kid: z.string().meta({ description: 'A name for the key, for people.' }).optional(),
  use: z.literal('sig').meta({ description: 'What the key is for.' }).optional(),
  alg: z.enum(['EdDSA', 'Ed25519']).meta({ description: 'The key’s algorithm.' }).optional(),
});

const updates = z.strictObject({
  feed: address().meta({
    description: 'Address of the folder with new versions: https (http on loopback only), no credentials or query.',
    examples: ['https://updates.example.org/countersign/'],
  }),
  key: updateKey.meta({
    description: 'Public Ed25519 key (JWK, RFC 8037) that new versions must be signed with.',
    examples: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
  }),
  channel: z
    .enum(['latest', 'beta'])
    .meta({
      description: 'Which versions to take: released ones, or also those that are being tried.',
      default: 'latest',
    })
    .optional(),
});

/** The administrator's file, field by field; what fields must agree on with each other is judged apart. */
export const configFile = z
  .strictObject({
    $schema: z
      .string()
      .meta({ description: 'Where this schema lies, for editors; the app does not read it.' })
      .optional(),
    service: service.meta({ description: 'The one service of this installation.' }).optional(),
    services: z
      .array(serviceOfSeveral)
      .min(1)
      .max(MOST_SERVICES)
      .meta({
        description: 'All services of this installation, where it has several. They differ in id, name and address.',
      })
      .optional(),
    ...forAllOrOne,
    notify: z
      .boolean()
      .meta({ description: 'Whether notifications are shown.', default: defaultSettings.notify })
      .optional(),
    quietFrom: timeOfDay()
      .meta({
        description: 'Local time, HH:MM, from which no notification is shown; empty for none.',
        default: defaultSettings.quietFrom,
        examples: ['20:00'],
      })
      .optional(),
    quietUntil: timeOfDay()
      .meta({
        description: 'Local time, HH:MM, at which the quiet hours end; empty for none.',
        default: defaultSettings.quietUntil,
        examples: ['07:00'],
      })
      .optional(),
    keepRunning: z
      .boolean()
      .meta({ description: 'Whether closing the window leaves the app at work.', default: defaultSettings.keepRunning })
      .optional(),
    startAtLogin: z
      .boolean()
      .meta({ description: 'Whether the app starts when its user logs in.', default: defaultSettings.startAtLogin })
      .optional(),
    lockAfterMinutes: ranged('lockAfterMinutes')
      .meta({
        description:
          'Minutes without a key press or the mouse in the window after which the keys are locked; 0 for never.',
        default: defaultSettings.lockAfterMinutes,
        examples: [15],
      })
      .optional(),
    lockOnSuspend: z
      .boolean()
      .meta({
        description: 'Whether the keys are locked when the computer goes to sleep.',
        default: defaultSettings.lockOnSuspend,
      })
      .optional(),
    lockOnScreenLock: z
      .boolean()
      .meta({
        description: 'Whether the keys are locked with the screen, where the desktop tells of it.',
        default: defaultSettings.lockOnScreenLock,
      })
      .optional(),
    language: z
      .enum(languageChoices)
      .meta({
        description: 'What the app speaks: a language, or “system” for that of the operating system.',
        default: defaultSettings.language,
      })
      .optional(),
    updates: updates
      .meta({ description: 'Where new versions come from. Without it the app does not look for any.' })
      .optional(),
  })
  .meta({
    title: 'Countersign: settings fixed by an administrator',
    description: 'Every field may be left out. What is given here can’t be changed in the app.',
    not: { required: ['service', 'services'] },
    dependentRequired: { quietFrom: ['quietUntil'], quietUntil: ['quietFrom'] },
  });

export type ConfigFile = z.infer<typeof configFile>;
export type ServiceFields = z.infer<typeof service>;
export type PolicyFields = z.infer<typeof policy>;

/** The names of the fields that may stand in the object at a path of the file. */
export function namesAt(path: readonly (string | number)[]): readonly string[] {
  let at: z.core.$ZodType | undefined = configFile;
  for (const part of path) {
    const whole: z.core.$ZodType | undefined = at && whatIsIn(at);
    if (whole instanceof z.ZodObject) at = whole.shape[part];
    else at = whole instanceof z.ZodArray ? whole.element : undefined;
  }
  const found = at && whatIsIn(at);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

const whatIsIn = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional ? whatIsIn(schema.unwrap()) : schema;
