import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Narrowing, type QueueFilter, queueAges, type ScopeCount } from '../../preload/contract.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { NarrowChips } from '../parts/narrow-chips.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { numberWords } from '../words/in-locale.ts';
import { filtersOf, statusesIn, widened } from './narrowing.ts';
import { Sheet } from './sheet.tsx';

interface NarrowingProps {
  readonly filter: QueueFilter;
  readonly narrowing: Narrowing;
  readonly onNarrow: (narrowing: Narrowing) => void;
}

function Tick({
  value,
  children,
  count,
}: {
  readonly value: string;
  readonly children: ReactNode;
  readonly count: number;
}) {
  return (
    <Checkbox value={value} className="tick">
      <span className="tick-box" aria-hidden="true" />
      <span className="tick-words">{children}</span>
      <span className="tick-count">{numberWords(count)}</span>
    </Checkbox>
  );
}

function Choice({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <Radio value={value} className="tick">
      <span className="tick-box" data-round aria-hidden="true" />
      <span className="tick-words">{children}</span>
    </Radio>
  );
}

function Scopes({ narrowing, onNarrow, given }: Omit<NarrowingProps, 'filter'> & { given: readonly ScopeCount[] }) {
  const { t } = useTranslation();
  // One that is set stays to be taken off, also where no job has it any more.
  const missing = narrowing.scopes.filter((scope) => given.every((each) => each.scope !== scope));
  const all = [...given, ...missing.map((scope) => ({ scope, count: 0 }))];
  if (all.length === 0) return null;
  return (
    <CheckboxGroup
      className="tick-group"
      value={[...narrowing.scopes]}
      onChange={(scopes) => onNarrow({ ...narrowing, scopes })}
    >
      <Label className="entry-label">{t('queue.narrow.scope')}</Label>
      {all.map(({ scope, count }) => (
        <Tick key={scope} value={scope} count={count}>
          <MarkedText text={scope === '' ? t('queue.narrow.noScope') : scope} />
        </Tick>
      ))}
    </CheckboxGroup>
  );
}

function Choices({ filter, narrowing, onNarrow }: NarrowingProps) {
  const { t } = useTranslation();
  const authority = useAuthority();
  const { counts } = useSnapshot();
  const { value: scopes, refusal } = useReading(() => authority.queueScopes(null), 0);
  const flagged = narrowing.flagged === null ? 'both' : narrowing.flagged ? 'yes' : 'no';
  return (
    <div className="narrow-choices">
      <CheckboxGroup
        className="tick-group"
        value={[...narrowing.statuses]}
        onChange={(values) =>
          onNarrow({ ...narrowing, statuses: statusesIn(filter).filter((status) => values.includes(status)) })
        }
      >
        <Label className="entry-label">{t('queue.narrow.state')}</Label>
        {statusesIn(filter).map((status) => (
          <Tick key={status} value={status} count={counts[status]}>
            {t(`status.${status}`)}
          </Tick>
        ))}
      </CheckboxGroup>
      <div className="narrow-column">
        <RadioGroup
          className="tick-group"
          value={narrowing.age}
          onChange={(age) => onNarrow({ ...narrowing, age: queueAges.find((each) => each === age) ?? 'any' })}
        >
          <Label className="entry-label">{t('queue.narrow.age')}</Label>
          {queueAges.map((age) => (
            <Choice key={age} value={age}>
              {t(`queue.age.${age}`)}
            </Choice>
          ))}
        </RadioGroup>
        <RadioGroup
          className="tick-group"
          value={flagged}
          onChange={(value) => onNarrow({ ...narrowing, flagged: value === 'both' ? null : value === 'yes' })}
        >
          <Label className="entry-label">{t('queue.narrow.flagged')}</Label>
          {(['both', 'yes', 'no'] as const).map((value) => (
            <Choice key={value} value={value}>
              {t(`queue.flag.${value}`)}
            </Choice>
          ))}
        </RadioGroup>
        {scopes && <Scopes narrowing={narrowing} onNarrow={onNarrow} given={scopes} />}
        <RefusalNotice refusal={refusal} />
      </div>
    </div>
  );
}

/** The button that opens everything the list can be narrowed by, and tells how much of it is set. */
export function Filters(props: NarrowingProps) {
  const { t } = useTranslation();
  const set = filtersOf(props.narrowing).length;
  return (
    <Sheet
      title={t('queue.narrow.open')}
      words={set === 0 ? t('queue.narrow.open') : t('queue.narrow.openSet', { count: set })}
      icon={SlidersHorizontal}
      wide
    >
      {() => <Choices {...props} />}
    </Sheet>
  );
}

/** What is set, each to be taken off by itself. */
export function FilterChips({ narrowing, onNarrow }: Omit<NarrowingProps, 'filter'>) {
  const { t } = useTranslation();
  const set = filtersOf(narrowing);
  const wordsOf = (each: (typeof set)[number]): string => {
    if (each.kind === 'status') return t(`status.${each.status}`);
    if (each.kind === 'scope') return each.scope === '' ? t('queue.narrow.noScope') : each.scope;
    return each.kind === 'age' ? t(`queue.age.${each.age}`) : t(`queue.flag.${each.flagged ? 'yes' : 'no'}`);
  };
  return (
    <NarrowChips
      of={set.map((each) => ({ kind: each.kind, words: wordsOf(each), onOff: () => onNarrow(each.without) }))}
      onClear={() => onNarrow({ ...widened(narrowing), search: narrowing.search })}
    />
  );
}
