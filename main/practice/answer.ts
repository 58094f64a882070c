/** What an operation answers, before HTTP: the server adds lengths and leaves the body of a HEAD or 204 out. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: { readonly type: 'application/json' | 'application/jwt'; readonly text: string };
}

export const json = (status: number, value: object): Answer => ({
  status,
  content: { type: 'application/json', text: JSON.stringify(value) },
});

export const jwt = (status: number, token: string): Answer => ({
  status,
  content: { type: 'application/jwt', text: token },
});

const statuses = {
  'invalid-body': 400,
  'invalid-token': 400,
  'auth-error': 401,
  'not-found': 404,
  'unknown-job': 404,
  'method-not-allowed': 405,
  'not-supported': 405,
  'already-signed': 409,
  'confirm-first': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  misdirected: 421,
  'rate-limit': 429,
  'internal-error': 500,
} as const;

export type ProblemLabel = keyof typeof statuses;

/** An error as the Scope API words it: `{error, type, title, detail}`, the label in both `type` and `title`. */
export function problem(label: ProblemLabel, detail: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const status = statuses[label];
  const type = `https://scope.example/problems/${label}`;
  return { ...json(status, { error: status, type, title: label, detail }), headers };
}
