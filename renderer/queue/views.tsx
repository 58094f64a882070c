import { Bookmark, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Finding, type QueueQuery, type QueueView, viewNameLength } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useReading, useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { findingWords } from '../words/coded.ts';
import { sameQuery } from './narrowing.ts';
import { Sheet } from './sheet.tsx';

interface ViewsProps {
  readonly query: QueueQuery;
  readonly onChoose: (query: QueueQuery) => void;
}

function SavedViews({ query, onChoose, close }: ViewsProps & { readonly close: () => void }) {
  const { t } = useTranslation();
  const authority = useAuthority();
  const { value: views, refusal: unread, again } = useReading(() => authority.queueViews(null), 0);
  const { run, busy, refusal } = useRequest();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Finding | null>(null);
  useBusy(name !== '');
  // What was pressed is off or gone afterwards: the focus would fall out of the sheet, and Escape be heard by nobody.
  const field = useRef<HTMLInputElement>(null);

  const save = async () => {
    if (name.trim() === '') return;
    const answer = await run(() => authority.saveQueueView({ name: name.trim(), query }));
    setProblem(answer?.outcome === 'refused' ? answer.reason : null);
    if (answer?.outcome !== 'done') return;
    setName('');
    field.current?.focus();
    again();
  };
  const remove = async (view: QueueView) => {
    await run(() => authority.deleteQueueView({ view: view.name }));
    field.current?.focus();
    again();
  };

  return (
    <>
      <RefusalNotice refusal={unread ?? refusal} />
      {views?.length === 0 && <p className="quiet">{t('queue.views.none')}</p>}
      {views && views.length > 0 && (
        <ul className="views" aria-label={t('queue.views.list')}>
          {views.map((view) => (
            <li key={view.name}>
              <Button
                className="view"
                aria-current={sameQuery(view.query, query)}
                onPress={() => {
                  onChoose(view.query);
                  close();
                }}
              >
                <MarkedText text={view.name} />
              </Button>
              <Button
                className="chip-off"
                aria-label={t('queue.views.delete', { name: foreign(view.name) })}
                onPress={() => void remove(view)}
              >
                <Trash2 aria-hidden="true" size={16} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Form
        className="view-new"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextEntry
          label={t('queue.views.name')}
          hint={views?.some((view) => view.name === name.trim()) ? t('queue.views.replaces') : undefined}
          problem={problem && findingWords(problem)}
          maxLength={viewNameLength}
          value={name}
          onChange={setName}
          inputRef={field}
        />
        <Command type="submit" busy={busy} isDisabled={name.trim() === ''}>
          {t('queue.views.save')}
        </Command>
      </Form>
    </>
  );
}

/** Queries that were given a name: to choose, to save the one that is set, and to delete. */
export function Views(props: ViewsProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('queue.views.open')} words={t('queue.views.open')} icon={Bookmark}>
      {(close) => <SavedViews {...props} close={close} />}
    </Sheet>
  );
}
