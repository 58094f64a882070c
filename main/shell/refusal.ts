import { dialog } from 'electron';
import { say } from '../words.ts';

/** Says why the app does not start with this switch: on the terminal, and in a box where a program has none. */
export function sayRefused(refused: string): void {
  const title = say('refused.title');
  const text = say('refused.switch', { refused: refused.slice(0, 80) });
  process.stderr.write(`${title}\n${text}\n`);
  // On Linux it would only be written to the terminal once more: there is no display yet to ask for a box.
  if (process.platform !== 'linux') dialog.showErrorBox(title, text);
}
