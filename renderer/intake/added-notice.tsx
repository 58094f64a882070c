import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefusal } from '../bridge.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { findingWords } from '../words/coded.ts';
import type { Added } from './adding.ts';
import type { RefusedFile } from './dropped.ts';

/** How much of a refused line is repeated beside its reason; the whole line is in the field. */
const beginning = 60;
/** More reasons than these are not read out by themselves. */
const spoken = 5;

function Refused({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <li>
      <span className="refused-line">{name}</span>
      {children}
    </li>
  );
}

/** Files that were not taken, each by its name and the reason. */
export function FilesNotice({ files }: { readonly files: readonly RefusedFile[] }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <Notice tone="warn" title={t('add.files', { count: files.length })} live={files.length <= spoken}>
      <ul className="refused-lines">
        {files.map(({ name, fault }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two folders may hold files of the same name
          <Refused key={index} name={<MarkedText text={name} />}>
            {t(`add.file.${fault}`)}
          </Refused>
        ))}
      </ul>
    </Notice>
  );
}

/** What became of the lines. */
export function AddedNotice({ outcome }: { readonly outcome: Added }) {
  const { t } = useTranslation();
  const { added, known, refused, refusedCount, unsent, failure } = outcome;
  return (
    <>
      {(added > 0 || known > 0) && (
        <Notice tone="good" live>
          {added > 0 && <p>{t('add.added', { count: added })}</p>}
          {known > 0 && <p>{t('add.known', { count: known })}</p>}
        </Notice>
      )}
      <RefusalNotice refusal={failure === null ? null : asRefusal(failure)} />
      {unsent > 0 && (
        <Notice tone="info" {...(failure === null && { title: t('add.stopped') })} live>
          <p>{t('add.unsent', { count: unsent })}</p>
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice tone="warn" title={t('add.refused', { count: refusedCount })} live={refused.length <= spoken}>
          <ul className="refused-lines">
            {refused.map(({ line, text, reason }) => (
              <Refused
                key={line}
                name={
                  <>
                    {t('add.line', { line })}{' '}
                    <code>
                      <MarkedText text={text.length > beginning ? `${text.slice(0, beginning)}…` : text} />
                    </code>
                  </>
                }
              >
                {findingWords(reason)}
              </Refused>
            ))}
          </ul>
          {refusedCount > refused.length && <p>{t('add.more', { count: refusedCount - refused.length })}</p>}
        </Notice>
      )}
    </>
  );
}
