import { z } from 'zod';
import { claimTexts, wordsOf } from '../jobs/search-words.ts';
import { parseCompactToken, parseJsonObject } from '../review/compact-token.ts';
import type { Database } from './database.ts';

/** The index of the words that jobs are found by. Triggers note which jobs it does not hold as they are now. */
export interface JobWords {
  /** How many jobs it has still to take in. */
  due(): number;
  /** Takes in a slice of them, those that came in last first; gives whether any are left. */
  takeIn(): boolean;
}

/** A slice takes a few milliseconds: so many jobs, or as many as bring so much text, and so many pages put in order. */
const SLICE_JOBS = 20;
const SLICE_TEXT = 128 * 1024;
const SLICE_PAGES = 16;

const dueRow = z.strictObject({
  job: z.number(),
  id: z.string(),
  content_kind: z.enum(['subject-token', 'service-statement']).nullable(),
  content: z.string().nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
});
type Due = z.infer<typeof dueRow>;

/** What can't be read safely is not shown anywhere, and so not looked for. */
function claimsOf({ content_kind, content }: Due): string[] {
  if (content === null) return [];
  if (content_kind === 'service-statement') {
    const parsed = parseJsonObject(content);
    return 'problem' in parsed ? [] : [...claimTexts(parsed.object)];
  }
  const parsed = parseCompactToken(content);
  return 'problem' in parsed ? [] : [...claimTexts(parsed.payload)];
}

const textsOf = (due: Due): string[] => [
  due.id,
  ...claimsOf(due),
  ...[due.reason, due.note].flatMap((text) => (text === null ? [] : [z.string().parse(JSON.parse(text))])),
];

export function jobWords(database: Database): JobWords {
  const due = () => {
    const [columns] = database.all('SELECT count(*) AS n FROM job_words_due');
    return (columns as { n: number }).n;
  };
  return {
    due,
    takeIn: () => {
      const slice = database
        .all(
          `SELECT job, jobs.id, content_kind, content, rejections.reason, jobs.note FROM
             (SELECT job FROM job_words_due ORDER BY job DESC LIMIT ?) CROSS JOIN jobs ON jobs.rowid = job
             LEFT JOIN rejections ON rejections.job_id = jobs.id`,
          SLICE_JOBS,
        )
        .map((columns) => dueRow.parse(columns));
      if (slice.length === 0) return false;
      let text = 0;
      database.transaction(() => {
        for (const each of slice) {
          if (text > SLICE_TEXT) break;
          text += each.content?.length ?? 0;
          database.run(
            'INSERT OR REPLACE INTO job_words (rowid, words) VALUES (?, ?)',
            each.job,
            wordsOf(textsOf(each)).join(' '),
          );
          database.run('DELETE FROM job_words_due WHERE job = ?', each.job);
        }
        database.run(`INSERT INTO job_words (job_words, rank) VALUES ('merge', ?)`, SLICE_PAGES);
        database.run('UPDATE job_changes SET n = n + 1');
      });
      const [left] = database.all('SELECT 1 FROM job_words_due LIMIT 1');
      return left !== undefined;
    },
  };
}
