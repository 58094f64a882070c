import { ArrowLeft, FileDown, Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type FileAnswer,
  longestShiftMs,
  type PrintAnswer,
  type Refusal,
  type ShiftSummary,
} from '../../preload/contract.ts';
import { type AuthorityRefusal, asRefusal } from '../bridge.ts';
import { mainNow } from '../clock.ts';
import { Command } from '../parts/command.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading, useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { fieldText, fieldTime, type Period, type PeriodName, periodNames, periodOf } from './period.ts';
import { Summary } from './summary.tsx';

interface MomentFieldProps {
  readonly label: string;
  readonly at: number;
  readonly onChange: (at: number) => void;
}

function MomentField({ label, at, onChange }: MomentFieldProps) {
  const [text, setText] = useState(fieldText(at));
  useEffect(() => setText(fieldText(at)), [at]);
  return (
    <label className="entry">
      <span className="entry-label">{label}</span>
      <input
        type="datetime-local"
        className="entry-input"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => {
          const typed = fieldTime(text);
          // What stands there in seconds is not lost by a look at the field.
          if (typed !== null && text !== fieldText(at)) onChange(typed);
        }}
      />
    </label>
  );
}

/** The summary of a period, as main makes it; the last one stays until the next has come. */
function useSummary(period: Period): {
  readonly summary: ShiftSummary | null;
  readonly refusal: AuthorityRefusal | null;
} {
  const authority = useAuthority();
  const [state, setState] = useState<{ summary: ShiftSummary | null; refusal: AuthorityRefusal | null }>({
    summary: null,
    refusal: null,
  });
  const { from, until } = period;
  useEffect(() => {
    let over = false;
    if (until <= from || until - from > longestShiftMs) {
      setState({ summary: null, refusal: asRefusal(null) });
      return;
    }
    authority.shiftSummary({ from, until }).then(
      (summary) => {
        if (!over) setState({ summary, refusal: null });
      },
      (thrown) => {
        if (!over) setState({ summary: null, refusal: asRefusal(thrown) });
      },
    );
    return () => {
      over = true;
    };
  }, [authority, from, until]);
  return state;
}

/** What was decided in a day or a shift, to be read, printed and saved. */
export function ShiftPage({ onLeave }: { readonly onLeave: () => void }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { value: starts } = useReading(() => authority.shiftStarts(null), 0);
  const known = starts ?? { session: null, lastSummary: null };
  const [chosen, setChosen] = useState<PeriodName | null>('today');
  const [period, setPeriod] = useState<Period>(() => {
    const now = mainNow();
    return periodOf('today', now, known) ?? { from: now - 1, until: now };
  });
  const { summary, refusal } = useSummary(period);
  const { run, busy, refusal: fault, clear } = useRequest();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const impossible = period.until <= period.from || period.until - period.from > longestShiftMs;

  const take = (next: Period, name: PeriodName | null) => {
    setPeriod(next);
    setChosen(name);
    setSaved(null);
    setRefused(null);
    clear();
  };
  const put = async (where: 'printShift' | 'saveShift') => {
    setRefused(null);
    setSaved(null);
    const answer = await run<PrintAnswer | FileAnswer>(() => authority[where](period));
    if (answer?.outcome === 'refused') setRefused(answer.reason);
    if (answer?.outcome === 'saved') setSaved(answer.path);
  };

  return (
    <div className="page shift">
      <div className="shift-head no-print">
        <Command icon={ArrowLeft} onPress={onLeave} autoFocus>
          {t('common.back')}
        </Command>
      </div>
      <PageTitle title={t('shift.title')} />
      <fieldset className="shift-period no-print">
        <legend className="unseen">{t('shift.period')}</legend>
        {periodNames.map((name) => {
          const next = periodOf(name, mainNow(), known);
          return (
            <Command
              key={name}
              look={chosen === name ? 'primary' : 'plain'}
              aria-pressed={chosen === name}
              isDisabled={next === null}
              onPress={() => {
                const now = periodOf(name, mainNow(), known);
                if (now) take(now, name);
              }}
            >
              {t(`shift.${name}`)}
            </Command>
          );
        })}
        <MomentField label={t('shift.from')} at={period.from} onChange={(from) => take({ ...period, from }, null)} />
        <MomentField
          label={t('shift.until')}
          at={period.until}
          onChange={(until) => take({ ...period, until }, null)}
        />
      </fieldset>
      {impossible ? (
        <p role="alert">{t('shift.impossible')}</p>
      ) : (
        <RefusalNotice refusal={refusal ?? fault ?? refused} title={t('shift.failed')} />
      )}
      {!summary && !refusal && <p className="quiet appear-late">{t('common.loading')}</p>}
      {summary && <Summary summary={summary} />}
      {summary && (
        <div className="shift-commands no-print">
          <Command look="primary" icon={Printer} onPress={() => void put('printShift')} busy={busy}>
            {t('shift.print')}
          </Command>
          <Command icon={FileDown} onPress={() => void put('saveShift')} busy={busy}>
            {t('shift.save')}
          </Command>
          <p role="status">{saved !== null && t('shift.saved', { path: saved })}</p>
        </div>
      )}
    </div>
  );
}
