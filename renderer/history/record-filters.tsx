import { SlidersHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { eventGroups, operatorLength, type RecordQuery, wholeRecord } from '../../preload/contract.ts';
import { exactWords } from '../parts/moment.tsx';
import { NarrowChips } from '../parts/narrow-chips.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { Sheet } from '../queue/sheet.tsx';
import { fieldText, fieldTime } from '../shift/period.ts';
import { filtersOf, type Narrowed } from './record-query.ts';

interface FilterProps {
  readonly query: RecordQuery;
  readonly onQuery: (query: RecordQuery) => void;
}

/** What is typed takes effect when its field is left, also where the sheet closes over it. */
function useLeft(done: () => void): void {
  const latest = useRef(done);
  latest.current = done;
  useEffect(() => () => latest.current(), []);
}

function MomentEntry(props: {
  readonly label: string;
  readonly at: number | null;
  readonly onChange: (at: number | null) => void;
}) {
  const { label, at, onChange } = props;
  const [text, setText] = useState(at === null ? '' : fieldText(at));
  useEffect(() => setText(at === null ? '' : fieldText(at)), [at]);
  const done = () => {
    if (text === (at === null ? '' : fieldText(at))) return;
    const typed = fieldTime(text);
    onChange(typed === null ? null : Math.max(0, typed));
  };
  useLeft(done);
  return (
    <label className="entry">
      <span className="entry-label">{label}</span>
      <input
        type="datetime-local"
        className="entry-input"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={done}
      />
    </label>
  );
}

/** A text that takes effect when it is left, and not with every letter: it is compared to the letter. */
function ExactEntry(props: {
  readonly label: string;
  readonly text: string;
  readonly maxLength: number;
  readonly onChange: (text: string) => void;
}) {
  const { label, text, maxLength, onChange } = props;
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const done = () => {
    if (typed.trim() !== text) onChange(typed.trim());
  };
  useLeft(done);
  return (
    <TextEntry
      label={label}
      value={typed}
      maxLength={maxLength}
      onChange={setTyped}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
        // Escape is the sheet's.
        else event.continuePropagation();
      }}
      mono
    />
  );
}

/** The button that opens everything the record can be narrowed by, and tells how much of it is set. */
export function RecordFilters({ query, onQuery }: FilterProps) {
  const { t } = useTranslation();
  const set = filtersOf(query).length;
  return (
    <Sheet
      title={t('queue.narrow.open')}
      words={set === 0 ? t('queue.narrow.open') : t('queue.narrow.openSet', { count: set })}
      icon={SlidersHorizontal}
      wide
    >
      {() => (
        <div className="narrow-choices">
          <CheckboxGroup
            className="tick-group"
            value={[...query.groups]}
            onChange={(values) => onQuery({ ...query, groups: eventGroups.filter((each) => values.includes(each)) })}
          >
            <Label className="entry-label">{t('history.narrow.groups')}</Label>
            {eventGroups.map((group) => (
              <Checkbox key={group} value={group} className="tick">
                <span className="tick-box" aria-hidden="true" />
                <span className="tick-words">{t(`history.group.${group}`)}</span>
              </Checkbox>
            ))}
          </CheckboxGroup>
          <div className="narrow-column">
            <ExactEntry
              label={t('history.narrow.job')}
              text={query.jobId}
              maxLength={200}
              onChange={(jobId) => onQuery({ ...query, jobId })}
            />
            <ExactEntry
              label={t('history.narrow.operator')}
              text={query.operator}
              maxLength={operatorLength}
              onChange={(operator) => onQuery({ ...query, operator })}
            />
            <MomentEntry
              label={t('history.narrow.from')}
              at={query.from}
              onChange={(from) => onQuery({ ...query, from })}
            />
            <MomentEntry
              label={t('history.narrow.until')}
              at={query.until}
              onChange={(until) => onQuery({ ...query, until })}
            />
          </div>
        </div>
      )}
    </Sheet>
  );
}

/** What is set, each to be taken off by itself. */
export function RecordChips({ query, onQuery }: FilterProps) {
  const { t } = useTranslation();
  const wordsOf = (each: Narrowed): string => {
    if (each.kind === 'group') return t(`history.group.${each.group}`);
    if ('at' in each) return t(`history.narrow.${each.kind}Set`, { time: exactWords(each.at) });
    return each.text;
  };
  return (
    <NarrowChips
      of={filtersOf(query).map((each) => ({
        kind: each.kind,
        words: wordsOf(each),
        onOff: () => onQuery(each.without),
      }))}
      onClear={() => onQuery({ ...wholeRecord, search: query.search, spoken: query.spoken })}
    />
  );
}
