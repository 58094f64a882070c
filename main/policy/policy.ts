import type { Finding, JobStatus } from '../../preload/contract.ts';
import { PRACTICE_ISSUER, parseIssuer, settingRanges } from '../config.ts';
import { finding } from '../errors.ts';
import type { Content } from '../jobs/job.ts';
import type { JsonObject } from '../review/compact-token.ts';
import { type ReadContent, subjectJwk } from '../review/subject-token.ts';
import { matchesWhole } from './pattern.ts';
import { type Rules, requiredClaims, scopesWithClaim } from './rules.ts';

export interface Question {
  readonly status: JobStatus;
  readonly content: Content | null;
  readonly read: ReadContent | null;
  readonly rules: Rules;
  readonly lately: Lately;
}

/** Approvals that stand, counted back from now. */
export interface Lately {
  readonly approvalsInHour: number;
  readonly approvalsInDay: number;
}

export type Verdict = { readonly allow: true } | { readonly allow: false; readonly reasons: readonly Finding[] };

/** Whether a job may be approved as it stands; every reason against it is named, not only the first. */
export function judge({ status, content, read, rules, lately }: Question): Verdict {
  const reasons = [
    ...(status === 'ready' ? [] : [statusReason(status)]),
    ...(content && read
      ? contentReasons(content, read, rules)
      : status === 'content-unknown' || status === 'waiting'
        ? []
        : [finding('content-unknown')]),
    ...ruleReasons(rules),
    ...limitReasons(rules, lately),
  ];
  return reasons.length === 0 ? { allow: true } : { allow: false, reasons };
}

function statusReason(status: JobStatus): Finding {
  if (status === 'waiting') return finding('not-confirmed');
  if (status === 'content-unknown') return finding('content-unknown');
  return finding('not-allowed-now', { status });
}

function contentReasons(content: Content, read: ReadContent, rules: Rules): Finding[] {
  if (!read.claims) return [read.problem ?? finding('token-malformed')];
  const reasons = [...claimReasons(read.claims), ...policyReasons(read.claims, rules)];
  if (content.kind === 'service-statement') {
    // What nobody signed counts only where the administrator takes the service at its word.
    return rules.acceptServiceStatements ? reasons : [finding('signature-missing'), ...reasons];
  }
  return read.signature.verdict === 'valid'
    ? reasons
    : [read.signature.reason ?? finding('signature-invalid'), ...reasons];
}

/** What the claims themselves lack, whoever signed them. */
export function claimReasons(claims: JsonObject): Finding[] {
  const reasons: Finding[] = [];
  const requireText = (name: string) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (value === undefined) reasons.push(finding('claim-missing', { claim: name }));
    else if (typeof value !== 'string' || value.trim() === '') reasons.push(finding('claim-not-text', { claim: name }));
  };
  for (const name of requiredClaims) requireText(name);
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  for (const scope of scopesWithClaim) if (scopes.includes(scope)) requireText(scope);
  if (typeof claims.sub === 'string' && !subjectJwk(claims.sub)) reasons.push(finding('subject-key-invalid'));
  return reasons;
}

/** What the administrator's policy has against the claims. */
function policyReasons(claims: JsonObject, { claimRules, allowedScopes }: Rules): Finding[] {
  const reasons: Finding[] = [];
  for (const { claim, required, pattern } of claimRules) {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (value === undefined) {
      if (required) reasons.push(finding('policy-claim-missing', { name: claim }));
    } else if (pattern !== null && (typeof value !== 'string' || !matchesWhole(pattern, value))) {
      reasons.push(finding('policy-pattern', { name: claim, pattern }));
    }
  }
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ').filter((scope) => scope !== '') : [];
  for (const scope of allowedScopes ? scopes.filter((one) => !allowedScopes.includes(one)) : []) {
    reasons.push(finding('policy-scope', { scope, allowed: (allowedScopes ?? []).join(', ') }));
  }
  return reasons;
}

function limitReasons({ approvalsPerHour, approvalsPerDay }: Rules, lately: Lately): Finding[] {
  const reasons: Finding[] = [];
  if (approvalsPerHour !== null && lately.approvalsInHour >= approvalsPerHour) {
    reasons.push(finding('policy-hour', { count: approvalsPerHour }));
  }
  if (approvalsPerDay !== null && lately.approvalsInDay >= approvalsPerDay) {
    reasons.push(finding('policy-day', { count: approvalsPerDay }));
  }
  return reasons;
}

function ruleReasons(rules: Rules): Finding[] {
  const reasons: Finding[] = [];
  if (rules.practice !== (rules.issuer === PRACTICE_ISSUER)) reasons.push(finding('issuer-is-practice'));
  if (!rules.practice) {
    const issuer = parseIssuer(rules.issuer);
    if ('problem' in issuer)
      reasons.push(issuer.problem.code === 'must-be-set' ? finding('issuer-missing') : issuer.problem);
  }
  if (rules.lifetimeDays > settingRanges.lifetimeDays.max || !(rules.lifetimeDays > 0)) {
    reasons.push(finding('lifetime-too-long', { days: settingRanges.lifetimeDays.max }));
  }
  if (rules.longestLifetimeDays !== null && rules.lifetimeDays > rules.longestLifetimeDays) {
    reasons.push(finding('policy-lifetime', { days: rules.lifetimeDays, longest: rules.longestLifetimeDays }));
  }
  return reasons;
}
