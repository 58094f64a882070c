// Another program, which has the database's key and does to the file what it likes:
// node other-program.mjs <database> <key> <statement>…
import Libsql from 'libsql';

const [path, encryptionKey, ...statements] = process.argv.slice(2);
const database = new Libsql(path, { encryptionCipher: 'aes256cbc', encryptionKey });
for (const sql of statements) database.exec(sql);
database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
database.close();
