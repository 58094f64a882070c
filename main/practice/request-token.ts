import { z } from 'zod';
import { type CompactToken, isSignedBy, readCompactToken } from './compact-token.ts';

const claimsSchema = z.looseObject({
  sub: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  scope: z.string().min(1),
  email: z.string().min(1).optional(),
  phone: z.string().min(1).optional(),
  type: z.string().min(1).optional(),
  exp: z.number().optional(),
});

/** What a subject asks to have verified. Claims that the service has no use for are kept as they came. */
export type RequestClaims = z.infer<typeof claimsSchema>;

export type TokenRefusal = { readonly refused: 'invalid-token' | 'auth-error'; readonly detail: string };

/** Claims come wrapped: they are the subject's, and may carry any name, also `refused`. */
export type TokenOutcome = { readonly claims: RequestClaims } | TokenRefusal;

/** The claims of a request token, its signature left alone: for tokens that were checked when they came in. */
export function readRequestClaims(text: string): TokenOutcome {
  const token = readCompactToken(text);
  return 'problem' in token ? refuse(token.problem) : readClaims(token);
}

/** Checks the body of POST /scope: a token signed by its own subject, and not past its time. `now` in milliseconds. */
export function checkRequestToken(text: string, now: number): TokenOutcome {
  const token = readCompactToken(text);
  if ('problem' in token) return refuse(token.problem);
  const outcome = readClaims(token);
  if ('refused' in outcome) return outcome;
  const { sub, exp } = outcome.claims;
  if (exp !== undefined && exp * 1000 <= now) return refuse('The token has expired.');
  if (isSignedBy(token, sub)) return outcome;
  const detail =
    'iss' in outcome.claims
      ? "Neither the subject's signature nor that of an issuer this service knows: it knows none."
      : "The signature was not made by the subject's key.";
  return { refused: 'auth-error', detail };
}

function readClaims({ payload }: CompactToken): TokenOutcome {
  const claims = claimsSchema.safeParse(payload);
  if (claims.success) return { claims: claims.data };
  const names = [...new Set(claims.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  return refuse(`Missing or malformed: ${names}.`);
}

const refuse = (detail: string): TokenRefusal => ({ refused: 'invalid-token', detail });
