import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Job } from './jobs.ts';
import { readRequestClaims } from './request-token.ts';

const text = z.string().min(1);

const stateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('waiting') }),
  z.strictObject({ name: z.literal('confirmed') }),
  z.strictObject({ name: z.literal('signed'), at: z.number(), token: text }),
]);

const fileSchema = z.strictObject({
  version: z.literal(1),
  jobs: z.array(
    z.strictObject({
      id: text,
      // The claims are not stored beside the token that states them.
      requestToken: text.transform((token, context) => {
        const outcome = readRequestClaims(token);
        if ('claims' in outcome) return { token, claims: outcome.claims };
        context.addIssue({ code: 'custom', message: outcome.detail });
        return z.NEVER;
      }),
      origin: z.enum(['people', 'client']),
      code: text.nullable(),
      createdAt: z.number(),
      readAt: z.number().nullable(),
      state: stateSchema,
    }),
  ),
  keys: z.record(z.string(), z.strictObject({ x: text, d: text })),
});

/** The practice people's Ed25519 keys by person, as the `x` and `d` of RFC 8037. They are good for nothing else. */
export type SubjectKeys = z.infer<typeof fileSchema>['keys'];

export interface PracticeData {
  readonly jobs: readonly Job[];
  readonly keys: SubjectKeys;
}

/**
 * What the data file holds; nothing where there is none. One that can't be understood is set aside under another name,
 * so that practising goes on and nothing is lost. Throws where it can't be read or set aside.
 */
export function loadPracticeData(path: string): PracticeData {
  let stored: string;
  try {
    stored = readFileSync(path, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return { jobs: [], keys: {} };
    throw fault;
  }
  const parsed = fileSchema.safeParse(readJson(stored));
  if (!parsed.success) {
    renameSync(path, `${path}.unreadable`);
    return { jobs: [], keys: {} };
  }
  const jobs = parsed.data.jobs.map(({ requestToken, ...job }) => ({
    ...job,
    requestToken: requestToken.token,
    claims: requestToken.claims,
  }));
  return { jobs, keys: parsed.data.keys };
}

/** Writes the file anew and swaps it in, so that a crash leaves either the old or the new one. Throws what fs throws. */
export function storePracticeData(path: string, data: PracticeData): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const jobs = data.jobs.map(({ claims: _, ...job }) => job);
  const next = `${path}.next`;
  const file = openSync(next, 'w', 0o600);
  try {
    writeFileSync(file, JSON.stringify({ version: 1, jobs, keys: data.keys }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

function readJson(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return null;
  }
}
