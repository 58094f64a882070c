// A second process that tries for the lock of the folder named on its command line, says what came of it, and holds what
// it got until it is killed.
import { join } from 'node:path';
import Libsql from 'libsql';

const lock = new Libsql(join(process.argv[2], 'lock.db'));
try {
  lock.exec('BEGIN EXCLUSIVE');
  process.stdout.write('held\n');
  setInterval(() => {}, 60_000);
} catch {
  process.stdout.write('refused\n');
}
