import { type ClipboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddedNotice, FilesNotice } from '../intake/added-notice.tsx';
import { type Added, chunkLines, countLines } from '../intake/adding.ts';
import { AddingProgress } from '../intake/adding-progress.tsx';
import type { Gift } from '../intake/dropped.ts';
import { useAdding } from '../intake/use-adding.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';

interface AddJobsProps {
  /** Pasted or dropped: added at once, since that is what it was brought for. */
  readonly gift: Extract<Gift, { kind: 'jobs' }> | null;
  readonly onClose: () => void;
}

/**
 * Takes job IDs and links, one a line. Stays open with the refused lines until all are taken or it is closed. Closing
 * it while many are being added stops that first, and shows what was added and what was not.
 */
export function AddJobs({ gift, onClose }: AddJobsProps) {
  const { t } = useTranslation();
  const { progress, add, stop } = useAdding();
  const [text, setText] = useState(gift?.text ?? '');
  const [outcome, setOutcome] = useState<Added | null>(null);
  const [files, setFiles] = useState(gift?.refused ?? []);
  useBusy(progress !== null || text !== '');
  const given = useRef(gift !== null && gift.text.trim() !== '');

  const addAll = async () => {
    if (text.trim() === '') return;
    setOutcome(null);
    const added = await add(text);
    if (!added) return;
    const brought = given.current;
    given.current = false;
    const plain = added.left === '' && added.known === 0 && added.added <= chunkLines;
    if (plain && !brought) return onClose();
    setText(added.left);
    setOutcome(added);
  };

  const start = useRef(addAll);
  useEffect(() => {
    if (!given.current) return;
    const timer = setTimeout(() => void start.current());
    return () => clearTimeout(timer);
  }, []);

  /** A field takes thousands of pasted lines one by one, and the page stands still meanwhile; as its value they are quick. */
  const onPaste = (event: ClipboardEvent) => {
    const { target } = event;
    const pasted = event.clipboardData.getData('text/plain');
    if (!(target instanceof HTMLTextAreaElement) || countLines(pasted) <= chunkLines) return;
    event.preventDefault();
    setText(`${text.slice(0, target.selectionStart)}${pasted}${text.slice(target.selectionEnd)}`);
  };

  const many = given.current || (progress !== null && progress.total > chunkLines);
  const settled = outcome !== null && text === '' && outcome.left === '';
  return (
    <DialogFrame title={t('add.title')} onClose={progress ? stop : onClose}>
      {many ? (
        <AddingProgress progress={progress ?? { done: 0, total: 1 }} onStop={stop} />
      ) : (
        <>
          {!settled && (
            <TextEntry
              label={t('add.field')}
              hint={t('add.hint')}
              value={text}
              onChange={setText}
              onPaste={onPaste}
              rows={6}
              mono
              autoFocus
            />
          )}
          <FilesNotice files={files} />
          {outcome && <AddedNotice outcome={outcome} />}
          <div className="dialog-foot">
            <div className="dialog-commands">
              {settled ? (
                <>
                  <Command
                    onPress={() => {
                      setOutcome(null);
                      setFiles([]);
                    }}
                  >
                    {t('add.again')}
                  </Command>
                  <Command look="primary" onPress={onClose} autoFocus>
                    {t('common.close')}
                  </Command>
                </>
              ) : (
                <>
                  <Command onPress={onClose}>{outcome ? t('common.close') : t('common.cancel')}</Command>
                  <Command look="primary" onPress={addAll} busy={progress !== null}>
                    {t('add.submit')}
                  </Command>
                </>
              )}
            </div>
          </div>
        </>
      )}
    </DialogFrame>
  );
}
