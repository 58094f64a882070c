import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import { finding } from '../errors.ts';
import { type ConfirmationAsk, oneAtATime, type SystemConfirmation } from '../policy/confirmation.ts';
import { shownStart } from '../review/lookalikes.ts';
import { say } from '../words.ts';

/** Of many jobs so many are listed; a dialog has no room for more, and the page lists them all. */
const LISTED = 5;
const VALUE_POINTS = 120;

/** In groups of eight, as the page shows it, to be compared by eye. */
const grouped = (digest: string): string => digest.replace(/.{8}(?=.)/g, '$& ');

const oneLine = (value: string): string => {
  const { runs, length } = shownStart(value, VALUE_POINTS);
  const start = runs.map((run) => ('text' in run ? run.text : `[${run.mark}]`)).join('');
  return length > VALUE_POINTS ? `${start}… (${length})` : start;
};

function detailOf({ jobs, issuer }: ConfirmationAsk): string {
  const listed = jobs
    .slice(0, LISTED)
    .map(({ jobId, value, digest }) =>
      [
        say('confirmation.job', { jobId }),
        say('confirmation.value', { value: oneLine(value) }),
        say('confirmation.digest', { digest: grouped(digest) }),
      ].join('\n'),
    );
  const more = jobs.length - listed.length;
  return [
    say('confirmation.issuer', { issuer }),
    ...listed,
    ...(more > 0 ? [say('confirmation.more', { count: more })] : []),
    say('confirmation.compare'),
  ].join('\n\n');
}

/** Asks in a dialog of the system, with the cautious answer chosen beforehand. */
export const confirmInDialog = (window: () => BrowserWindow | null): SystemConfirmation =>
  oneAtATime(async (ask) => {
    const options: MessageBoxOptions = {
      type: 'question',
      title: say('confirmation.title'),
      message: say('confirmation.question', { count: ask.jobs.length }),
      detail: detailOf(ask),
      buttons: [say('confirmation.cancel'), say('confirmation.approve')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    };
    const over = window();
    const { response } = await (over ? dialog.showMessageBox(over, options) : dialog.showMessageBox(options));
    return response === 1 ? null : finding('confirmation-declined');
  });
