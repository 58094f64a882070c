import Libsql from 'libsql';
import { reached } from '../reached.ts';

/** So small a log is written back again and again: kills then fall into checkpoints as well. Pages. */
const CHECKPOINT_AT = 24;

/** The real database, which says where it has come to. */
export default class Database extends Libsql {
  /** What the transaction under way puts on the record. */
  #events: string[] = [];

  override exec(sql: string): this {
    if (sql === 'BEGIN EXCLUSIVE') {
      super.exec(sql);
      reached('lock-taken');
    } else if (sql.startsWith('PRAGMA journal_mode')) {
      super.exec(`${sql} PRAGMA wal_autocheckpoint = ${CHECKPOINT_AT};`);
    } else if (sql.includes('PRAGMA user_version =')) {
      super.exec(sql.slice(0, sql.lastIndexOf('COMMIT;')));
      reached('in-migration');
      super.exec('COMMIT;');
    } else if (sql === 'COMMIT') this.#commit();
    else {
      if (sql === 'ROLLBACK') this.#events = [];
      if (sql.includes('wal_checkpoint')) reached('written-back');
      super.exec(sql);
    }
    return this;
  }

  override prepare<Values extends unknown[] | object = unknown[]>(sql: string) {
    const statement = super.prepare<Values>(sql);
    if (!sql.startsWith('INSERT INTO record')) return statement;
    const inserting = statement as unknown as { run(...values: unknown[]): unknown };
    const { run } = inserting;
    inserting.run = (...values) => {
      this.#events.push(String(values[2]));
      return run.apply(statement, values);
    };
    return statement;
  }

  #commit(): void {
    const events = this.#events;
    this.#events = [];
    for (const event of events) reached(`before:${event}`);
    reached('committing');
    super.exec('COMMIT');
    for (const event of events) reached(`after:${event}`);
  }
}
