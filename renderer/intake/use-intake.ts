import { useEffect, useRef, useState } from 'react';
import { type Gift, readDropped, readText } from './dropped.ts';

/** The dialog that is open, and what it starts with; a new `number` is another dialog. */
export type Opened = { readonly number: number } & (
  | { readonly dialog: 'add'; readonly gift: Extract<Gift, { kind: 'jobs' }> | null }
  | { readonly dialog: 'request'; readonly token: string }
);

export interface Intake {
  readonly opened: Opened | null;
  readonly addJobs: () => void;
  readonly newRequest: () => void;
  /** Takes what was pasted or dropped, unless a dialog is open: nothing that is typed there may be lost. */
  readonly take: (from: DataTransfer) => void;
  readonly close: () => void;
}

/** Text that belongs to the field that it is pasted or dropped into. */
const fields = 'input, textarea, [contenteditable]';
export const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(fields) !== null;

export const dialogIsOpen = (): boolean => document.querySelector('[role="dialog"]') !== null;

/** Which of the dialogs by which work comes in is open. */
export function useIntake(): Intake {
  const [opened, setOpened] = useState<Opened | null>(null);
  const count = useRef(0);

  const open = (gift: Gift | null) => {
    if (!gift || dialogIsOpen()) return;
    const number = ++count.current;
    setOpened(
      gift.kind === 'request'
        ? { number, dialog: 'request', token: gift.token }
        : { number, dialog: 'add', gift: gift.text === '' && gift.refused.length === 0 ? null : gift },
    );
  };

  return {
    opened,
    addJobs: () => open({ kind: 'jobs', text: '', refused: [] }),
    newRequest: () => open({ kind: 'request', token: '' }),
    take: (from) => {
      if (dialogIsOpen()) return;
      // Copied out here: what is transferred is gone when the event is over.
      const files = [...from.files];
      const text = from.getData('text/plain');
      // A copied part of a table comes with a picture of itself.
      const pictured = text.trim() !== '' && files.every(({ type }) => type.startsWith('image/'));
      if (files.length === 0 || pictured) open(readText(text));
      else void readDropped(files).then(open);
    },
    close: () => setOpened(null),
  };
}

/** Takes what is pasted anywhere on the page but into a field. */
export function usePasting(take: Intake['take']): void {
  const held = useRef(take);
  held.current = take;

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || !event.clipboardData || isField(event.target) || dialogIsOpen()) return;
      event.preventDefault();
      held.current(event.clipboardData);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}
