/**
 * Faults put into the product on purpose, each of which the simulation must find: it is worth what it catches. A mutation
 * replaces texts that must occur exactly once, so one that the product has outgrown fails loudly.
 * @typedef {{ file: string, from: string, to: string }} Edit
 * @typedef {{ name: string, edits: readonly Edit[] }} Mutation
 */

/** @param {string} file @param {string} from @param {string} to @returns {Edit} */
const edit = (file, from, to) => ({ file, from, to });

/** @type {readonly Mutation[]} */
export const mutations = [
  {
    name: 'skips the read-back',
    edits: [
      edit(
        'main/outbox/outbox.ts',
        `step = await readBack(token, step.answerProof);`,
        `step = { do: 'delivered', proof: 'read-back' };`,
      ),
    ],
  },
  {
    name: 'signs a payload of its own',
    edits: [
      edit(
        'main/approval.ts',
        `const token = await signer.sign(approval);`,
        `const payload = JSON.stringify({ ...JSON.parse(approval.payload), iat: Math.floor(clock.now() / 1000) + 1 });
         const input = [approval.header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
         const token = await signer.sign({ header: approval.header, payload, digest: sha256Hex(input) });`,
      ),
    ],
  },
  {
    name: 'sends other bytes when it tries again',
    edits: [
      edit(
        'main/outbox/outbox.ts',
        `const exchange = await api.put(jobId, token);`,
        'const exchange = await api.put(jobId, current(jobId).attempts > 1 ? token.slice(0, -4) + "AAAA" : token);',
      ),
    ],
  },
  {
    name: 'forgets the digest check',
    edits: [
      edit(
        'main/review/proposals.ts',
        `if (shown.assertion.digest !== digest) return { problem: finding('digest-mismatch') };`,
        '',
      ),
    ],
  },
  {
    name: 'accepts any nonce',
    edits: [
      edit(
        'main/review/proposals.ts',
        `find((one) => one.nonce === nonce && one.frame === frame)`,
        `findLast(() => true)`,
      ),
    ],
  },
  {
    name: 'accepts the nonce of another frame',
    edits: [edit('main/review/proposals.ts', `one.nonce === nonce && one.frame === frame`, `one.nonce === nonce`)],
  },
  {
    name: 'accepts a nonce twice',
    edits: [
      edit(
        'main/review/proposals.ts',
        `ofJob.delete(jobId);
      if (shown.assertion`,
        'if (shown.assertion',
      ),
    ],
  },
  {
    name: 'approves what was shown long ago',
    edits: [
      edit(
        'main/review/proposals.ts',
        `if (clock.now() - shown.shownAt > STALE_AFTER_MS) return { problem: finding('stale') };`,
        '',
      ),
    ],
  },
  {
    name: 'stores after the PUT',
    edits: [
      edit(
        'main/outbox/outbox.ts',
        `const send = async ({ jobId, token }: StoredToken): Promise<Step> => {`,
        `const send = async ({ jobId, token }: StoredToken): Promise<Step> => {
    const exchange = await api.put(jobId, token);`,
      ),
      edit(
        'main/outbox/outbox.ts',
        `
    const exchange = await api.put(jobId, token);
    const step`,
        `
    const step`,
      ),
    ],
  },
  {
    name: 'sends before the token is stored',
    edits: [
      edit(
        'main/approval.ts',
        `const { digest, kid } = approval;`,
        `const { digest, kid } = approval;
      await api.put(jobId, token);`,
      ),
    ],
  },
  {
    name: 'signs before the deadline',
    edits: [edit('main/store/approvals.ts', `undo_until <= ? ORDER`, `undo_until - 1500 <= ? ORDER`)],
  },
  {
    name: 'moves an undo time that stands by the new clock',
    edits: [
      edit('main/store/approvals.ts', `WHERE outcome IS NULL AND approved_at > ?`, `WHERE outcome IS NULL AND ? > 0`),
    ],
  },
  {
    name: 'loses the undo',
    edits: [
      edit(
        'main/approval.ts',
        `release(pending, 'undone', null);`,
        `queue.move(jobId, { status: 'ready', reason: null }, 'approval-undone', { digest: pending.digest });`,
      ),
    ],
  },
  {
    name: 'takes a 2xx without a token for proof',
    edits: [
      edit(
        'main/outbox/delivery.ts',
        `return { do: 'read-back', answerProof: false };`,
        `return { do: 'read-back', answerProof: true };`,
      ),
    ],
  },
  {
    name: 'takes any token of our key for the one it sent',
    edits: [edit('main/outbox/delivery.ts', `if (look.token === token) return`, `if (look.by === 'us') return`)],
  },
  {
    name: 'forgets approvals at a restart',
    edits: [
      edit(
        'main/authority.ts',
        `store.serviceAddress.write(address);`,
        `store.serviceAddress.write(address);
      database.run("UPDATE approvals SET outcome = 'void' WHERE outcome IS NULL");`,
      ),
    ],
  },
  {
    name: 'forgets deliveries at a restart',
    edits: [
      edit(
        'main/authority.ts',
        `store.serviceAddress.write(address);`,
        `store.serviceAddress.write(address);
      database.run("UPDATE deliveries SET next_at = NULL WHERE stage = 'unsent'");`,
      ),
    ],
  },
  {
    name: 'ignores a 409',
    edits: [
      edit(
        'main/outbox/delivery.ts',
        `if (status === 409) return { do: 'await-confirmation' };`,
        `if (status === 409) return { do: 'again', stage: 'unsent', fault: refusal(exchange) };`,
      ),
    ],
  },
  {
    name: 'calls sent what was refused',
    edits: [
      edit(
        'main/outbox/delivery.ts',
        `if (status === 409) return { do: 'await-confirmation' };`,
        `if (status === 409) return { do: 'sent-not-proved' };`,
      ),
    ],
  },
  {
    name: 'repeats a PUT blindly',
    edits: [
      edit(
        'main/outbox/outbox.ts',
        `if (due.stage === 'unknown') {`,
        `if (due.stage === 'unknown' && due.attempts > 99) {`,
      ),
    ],
  },
  {
    name: 'forgets that a PUT was begun',
    edits: [
      edit(
        'main/outbox/outbox.ts',
        `attempts: attempts + 1, stage: 'unknown' });`,
        `attempts: attempts + 1, stage: 'unsent' });`,
      ),
    ],
  },
  {
    name: 'sends a parked token to another address',
    edits: [edit('main/outbox/outbox.ts', `if (delivery.address !== api.address) {`, `if (delivery.address === '') {`)],
  },
  {
    name: 'goes to work at another address with what is unfinished',
    edits: [
      edit(
        'main/authority.ts',
        `belongsTo !== address && unfinished() > 0`,
        `belongsTo !== address && unfinished() > 99`,
      ),
    ],
  },
  {
    name: 'writes the entry outside the transaction',
    edits: [
      edit(
        'main/jobs/queue.ts',
        `      record.append(event, jobId, to.reason ? { ...detail, reason: to.reason } : detail);
    });
    changed();`,
        `    });
    record.append(event, jobId, to.reason ? { ...detail, reason: to.reason } : detail);
    changed();`,
      ),
    ],
  },
  {
    name: 'moves jobs whatever the table says',
    edits: [edit('main/jobs/transitions.ts', `next[from].includes(to);`, `next[from].includes(to) || from !== to;`)],
  },
  {
    name: 'breaks the chain of the record',
    edits: [edit('main/audit/audit-log.ts', `previous: newest?.hash ?? GENESIS,`, `previous: GENESIS,`)],
  },
  {
    name: 'signs without reading again',
    edits: [
      edit(
        'main/approval.ts',
        `const look = await readJob(api, queue.known(jobId), keys());
    if (look.kind`,
        `const look = await Promise.resolve({ kind: 'seen', phase: 'confirmed', content: null } as Look);
    if (look.kind`,
      ),
    ],
  },
  {
    name: 'signs what has changed since',
    edits: [
      edit(
        'main/approval.ts',
        `if (!same) return finding('content-changed-since-approval');`,
        `if (!same) return null;`,
      ),
    ],
  },
  {
    name: 'signs under the key what is being undone',
    edits: [edit('main/approval.ts', `pending !== null && !underTheKey.has(jobId) && (`, `pending !== null && (`)],
  },
  {
    name: 'leaves a failed transaction open',
    edits: [edit('main/store/database.ts', `if (connection.inTransaction) connection.exec('ROLLBACK');`, '')],
  },
  {
    name: 'does not wait for the disk',
    edits: [edit('main/store/database.ts', `PRAGMA synchronous = FULL;`, `PRAGMA synchronous = NORMAL;`)],
  },
  {
    name: 'writes the key beside the database',
    edits: [
      edit(
        'main/signing/key-ring.ts',
        `const signer = await importSigner(secret, algorithm);`,
        `writeFileSync(join(folder, 'key.cache'), secret);
    const signer = await importSigner(secret, algorithm);`,
      ),
      edit(
        'main/signing/key-ring.ts',
        `import type { SecretStore } from './key-store.ts';`,
        `import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretStore } from './key-store.ts';`,
      ),
    ],
  },
  {
    name: 'says nothing when nobody answers',
    edits: [edit('main/jobs/reach.ts', `become('unreachable', fault, null);`, '')],
  },
  {
    name: 'asks on in the middle of a look',
    edits: [edit('main/jobs/pacer.ts', `if (hold > 0) {`, `if (hold > 0 && ended) {`)],
  },
  {
    name: 'ends a pause early because the clock was set back before it',
    edits: [
      edit(
        'main/jobs/reach.ts',
        `limitedUntil = Math.min(limitedUntil, clock.now() + limitedMs);`,
        `limitedUntil = 0;`,
      ),
    ],
  },
  {
    name: 'never rests while a probe is under way',
    edits: [edit('main/jobs/watcher.ts', `probeAt > now ? probeAt : Number.POSITIVE_INFINITY,`, `probeAt,`)],
  },
  {
    name: 'asks on when it was asked to wait',
    edits: [
      edit(
        'main/jobs/reach.ts',
        `pausedUntil: () => Math.max(faultPause, limitedUntil),`,
        `pausedUntil: () => faultPause,`,
      ),
    ],
  },
  {
    name: 'signs what was under the key when signing was stopped',
    edits: [edit('main/approval.ts', `      if (barred()) return;\n`, '')],
  },
  {
    name: 'sends what was signed before signing was stopped',
    edits: [
      edit('main/outbox/outbox.ts', `const bar = barred();`, `const bar = null;`),
      edit('main/outbox/outbox.ts', `barred() === null),`, `true),`),
    ],
  },
  {
    name: 'signs while signing is stopped',
    edits: [
      edit(
        'main/approval.ts',
        `barred() ? Number.POSITIVE_INFINITY : api.reach.pausedUntil()`,
        `api.reach.pausedUntil()`,
      ),
      edit(
        'main/approval.ts',
        `if (store.approvals.pending(jobId)?.id !== approval.id || barred()) return;`,
        `if (store.approvals.pending(jobId)?.id !== approval.id) return;`,
      ),
      edit('main/approval.ts', `      if (barred()) return;\n`, ''),
    ],
  },
  {
    name: 'forgets at its start that signing is stopped',
    edits: [
      edit(
        'main/authority.ts',
        `store.serviceAddress.write(address);`,
        `store.serviceAddress.write(address); store.signingStops.end();`,
      ),
    ],
  },
];
