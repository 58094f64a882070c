/**
 * What is said of evidence. `holds` and `fails` were worked out; `open` is what the file alone can't tell, and why; `note` is
 * what the file says and nobody can work out.
 */
export type Verdict = 'holds' | 'fails' | 'open' | 'note';

/** Every sentence that the verifier has, by what it is about. */
export const sentences = {
  checkpoint: {
    holds: 'The checkpoint over {size} entries of the record is signed by the audit key {key}.',
    fails:
      'The checkpoint is not one that the audit key in this file signed. Nothing proves that the record held these entries.',
  },
  'audit-key-named': {
    holds: 'Entry {entry} of the record names that audit key.',
    fails: 'No entry in this file names the audit key that the checkpoint is said to be signed with.',
  },
  'audit-key-owner': {
    holds: 'The audit key is the one that you named.',
    fails: 'The audit key is not the one that you named: it is {key}.',
    open: 'Whose record this is: compare the audit key {key} with what its owner told you, or name it with --audit-key.',
  },
  'context-hashes': {
    holds: 'Each of the {count} entries about the desk and its keys has the hash that it says.',
    fails: 'Entry {entry}, about the desk or its keys, was altered: its hash is another one.',
  },
  'context-included': {
    holds: 'Each of them is in the record, at its place.',
    fails: 'Entry {entry}, about the desk or its keys, is not in the record that the checkpoint is over.',
  },
  'key-unused': {
    fails: 'The file has a signing key that no token in it was made with.',
  },
  'entry-hashes': {
    holds: 'Each of the {count} entries about this job has the hash that it says.',
    fails: 'Entry {entry} was altered: its hash is another one.',
  },
  'entries-included': {
    holds: 'Each of them is in the record that the checkpoint is over, at its place.',
    fails: 'Entry {entry} is not in the record that the checkpoint is over.',
  },
  'entries-about': {
    holds: 'All of them are about this job, in the order of the record.',
    fails: 'Entry {entry} is not about this job, or stands in the wrong place.',
  },
  'personal-values': {
    holds: 'What entries keep apart of persons ({names}) is what they were made over.',
    fails: 'What entry {entry} keeps apart of persons is not what it was made over.',
  },
  outcome: {
    holds:
      'The record says what became of the job: {outcome}, by entry {entry}, made at {at} under the login {operator}.',
    fails: 'The record does not say that the job was {outcome}.',
  },
  request: {
    holds: 'The request is, byte for byte, what entry {entry} says was read from the service.',
    fails: 'The request is not what the record says was read from the service.',
  },
  'request-signature': {
    holds: 'The subject, whose key is {subject}, signed the request.',
    fails: 'The request is not signed by its subject: {why}.',
    note: 'Nobody signed the request: {why}.',
  },
  digest: {
    holds: 'The digest {digest} is SHA-256 over exactly what was to be signed.',
    fails: 'The digest is not SHA-256 over what this file says was to be signed.',
  },
  approved: {
    holds: 'Entry {entry} says that just this digest was approved, at {at}, under the login {operator}.',
    fails: 'No entry says that this digest was approved.',
  },
  shown: {
    holds: 'Entry {entry} says that just this digest was shown before, at {at}.',
    fails: 'No entry says that this digest was shown before it was approved.',
  },
  'shown-request': {
    holds: 'It was shown over this very request.',
    fails: 'It was shown over another request than the one in this file.',
  },
  'shown-checks': {
    note: 'The desk said of the request’s signature: {signature}. It warned of: {warned}.',
  },
  claims: {
    holds: 'What was approved are the claims of the request, and beside them only {added}.',
    fails: 'What was approved are not just the claims of the request and the authority’s own: {name} differs.',
    open: 'Whether what was approved are the claims of the request can’t be told without the request.',
  },
  'names-job': {
    holds: 'It names this job (jti), and so no other.',
    fails: 'It does not name this job (jti).',
  },
  'not-undone': {
    holds: 'No entry undoes the approval before it was signed.',
    fails: 'Entry {entry} ends the approval before it was signed.',
  },
  'undo-time': {
    holds: 'The time to undo it was over by then.',
    open: 'By the clock of the desk the time to undo it was not over when it was signed: that clock may have been set back.',
  },
  'token-bytes': {
    holds: 'The token holds exactly what was approved.',
    fails: 'The token does not hold exactly what was approved.',
  },
  'token-signature': {
    holds:
      'The signature of the token verifies with the key {key}, which the token names by its thumbprint (RFC 7638).',
    fails: 'The signature of the token does not verify with any key in this file.',
  },
  'token-recorded': {
    holds: 'Entry {entry} says that this very token was signed, with that key, and no entry tells of another one.',
    fails: 'The record does not say that this very token, and no other, was signed with that key and sent.',
  },
  'key-named': {
    holds: 'Entry {entry} says how the key came to the desk: {event}.',
    open: 'How the key came to the desk is not in this file.',
  },
  order: {
    holds: 'The entries tell of it in the order in which it has to happen: {events}.',
    fails: 'The entries tell of it in an order in which it can’t have happened: {events}.',
  },
  clock: {
    holds: 'The times of the entries go forward.',
    open: 'The times of the entries go back at entry {entry}: the clock of the desk was set. Their order is that of the record.',
  },
  answers: {
    note: 'By the record the service answered: {answers}.',
  },
  proof: {
    note: 'By the record the delivery was proved {how}.',
  },
  service: {
    note: 'By entry {entry} the desk worked with Countersign {version}, for the service {address} and the issuer {issuer}.',
  },
  rules: {
    note: 'By entry {entry} these rules were in force: {rules}.',
  },
  'not-kept': {
    fails: 'The file does not say correctly what the desk did not keep.',
  },
  'request-not-kept': { open: 'What was asked for: the desk never read a request, or it was erased.' },
  'shown-bytes-not-kept': {
    open: 'What was shown, to the letter: of what is not signed a desk keeps its digest only.',
  },
  'checks-not-kept': { open: 'What was checked and warned of: the desk did not put that on the record then.' },
  'personal-values-not-kept': {
    open: 'What entries keep apart of persons: some of it was erased. The entries hold without it.',
  },
  'desk-word': {
    open: 'That things happened as the record says: it is the desk’s own record. The checkpoint proves that it was not changed since.',
  },
  'more-entries': {
    open: 'Whether the record has more about these jobs: it had {size} entries by then, and the file shows some of them.',
  },
  'signing-key-owner': {
    open: 'Whose the signing key {key} is: compare it with the keys that the issuer publishes.',
  },
  times: { open: 'That the times are right: they are those of the desk’s clock.' },
} as const satisfies Record<string, Partial<Record<Verdict, string>>>;

export type About = keyof typeof sentences;

export interface Statement {
  readonly verdict: Verdict;
  readonly about: About;
  readonly values: Readonly<Record<string, string | number>>;
}

export const holds = (about: About, values: Statement['values'] = {}): Statement => ({
  verdict: 'holds',
  about,
  values,
});
export const fails = (about: About, values: Statement['values'] = {}): Statement => ({
  verdict: 'fails',
  about,
  values,
});
export const open = (about: About, values: Statement['values'] = {}): Statement => ({ verdict: 'open', about, values });
export const note = (about: About, values: Statement['values'] = {}): Statement => ({ verdict: 'note', about, values });

/** What one decision, or the file as a whole, comes to. */
export interface Judgement {
  /** Null for what is said of the file as a whole. */
  readonly jobId: string | null;
  readonly statements: readonly Statement[];
}
