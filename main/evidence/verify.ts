import { judgeFiles } from './files.ts';

/* The verifier by itself: built into one file, verify.mjs, which runs with Node.js alone. */

const usage = `Says what holds of evidence that Countersign saved, and what does not.

  node verify.mjs [--audit-key <fingerprint>] <file>…

--audit-key  the fingerprint of the record's audit key, as its owner told it to you
             by another way than the file

Ends with 0 where everything holds that can be told, with 1 where something does
not, and with 2 where a file can't be judged.`;

const paths: string[] = [];
let auditKey: string | null = null;
let wrong = false;
const given = process.argv.slice(2);
while (given.length > 0) {
  const arg = given.shift() as string;
  if (arg === '--') paths.push(...given.splice(0));
  else if (arg === '--audit-key') {
    auditKey = given.shift() ?? null;
    wrong ||= auditKey === null;
  } else if (arg.startsWith('--audit-key=')) auditKey = arg.slice('--audit-key='.length);
  else if (arg.startsWith('-')) wrong = true;
  else paths.push(arg);
}

if (wrong || paths.length === 0) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await judgeFiles({ paths, auditKey }, (text) => process.stdout.write(`${text}\n`));
}
