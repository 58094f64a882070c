import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AddAnswer } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useRequest } from '../request.ts';
import { findingWords } from '../words/coded.ts';

/** How much of a refused line is repeated beside its reason; the whole line is in the field. */
const beginning = 60;
/** More reasons than these are not read out by themselves. */
const spoken = 5;

function Answer({ answer }: { readonly answer: AddAnswer }) {
  const { t } = useTranslation();
  const { added, known, refused, refusedLines } = answer;
  return (
    <>
      {(added.length > 0 || known.length > 0) && (
        <Notice tone="good" live>
          {added.length > 0 && <p>{t('add.added', { count: added.length })}</p>}
          {known.length > 0 && <p>{t('add.known', { count: known.length })}</p>}
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice tone="warn" title={t('add.refused', { count: refusedLines.length })} live={refused.length <= spoken}>
          <ul className="refused-lines">
            {refused.map(({ line, text, reason }) => (
              <li key={line}>
                <span className="refused-line">
                  {t('add.line', { line })}{' '}
                  <code>
                    <MarkedText text={text.length > beginning ? `${text.slice(0, beginning)}…` : text} />
                  </code>
                </span>
                {findingWords(reason)}
              </li>
            ))}
          </ul>
          {refusedLines.length > refused.length && (
            <p>{t('add.more', { count: refusedLines.length - refused.length })}</p>
          )}
        </Notice>
      )}
    </>
  );
}

/** Takes job IDs and links, one a line. Stays open with the refused lines until all are taken or it is closed. */
export function AddJobs({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<AddAnswer | null>(null);

  const add = async () => {
    if (text.trim() === '') return;
    const given = await run(() => authority.addJobs({ text }));
    if (!given) return;
    if (given.refusedLines.length === 0 && given.known.length === 0) return onClose();
    setAnswer(given);
    // The lines as they were typed: what main quotes of them may be shortened.
    const lines = text.split(/\r\n|\r|\n/);
    setText(given.refusedLines.map((line) => lines[line - 1] ?? '').join('\n'));
  };

  return (
    <DialogFrame title={t('add.title')} onClose={onClose}>
      <TextEntry label={t('add.field')} hint={t('add.hint')} value={text} onChange={setText} rows={6} mono autoFocus />
      {answer && <Answer answer={answer} />}
      <RefusalNotice refusal={refusal} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{answer ? t('common.close') : t('common.cancel')}</Command>
        <Command look="primary" onPress={add} busy={busy}>
          {t('add.submit')}
        </Command>
      </div>
    </DialogFrame>
  );
}
