import {
  CircleAlert,
  CircleCheckBig,
  CirclePause,
  Hourglass,
  Inbox,
  type LucideIcon,
  Radio,
  SearchX,
  WifiOff,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Narrowing, QueueFilter, Reach, Snapshot } from '../../preload/contract.ts';
import { ResumeCommand } from '../frame/resume-command.tsx';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { clockWords, Moment } from '../parts/moment.tsx';
import { filtersOf, widened } from './narrowing.ts';
import type { RowsView } from './queue-rows.ts';

interface BlankProps {
  readonly icon: LucideIcon;
  readonly tone: 'calm' | 'blind' | 'paused';
  readonly title: string;
  readonly children?: ReactNode;
}

function Blank({ icon: Icon, tone, title, children }: BlankProps) {
  return (
    <div className="blank" data-tone={tone} role="status">
      <Icon className="blank-sign" aria-hidden="true" size={28} strokeWidth={1.5} />
      <p className="blank-title">{title}</p>
      {children}
    </div>
  );
}

function Blind({ reach }: { readonly reach: Reach }) {
  const { t } = useTranslation();
  return (
    <Blank icon={WifiOff} tone="blind" title={t('queue.empty.blindTitle', { since: clockWords(reach.since) })}>
      <p>{t('queue.empty.blind')}</p>
      <p className="blank-fact">
        {reach.lastAnswerAt === null
          ? t('queue.empty.blindNever')
          : t('queue.empty.blindLast', { time: clockWords(reach.lastAnswerAt) })}
      </p>
    </Blank>
  );
}

function Paused({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const until = snapshot.paused?.until ?? null;
  return (
    <Blank icon={CirclePause} tone="paused" title={t('queue.empty.pausedTitle')}>
      <p>{t('queue.empty.paused')}</p>
      <p className="blank-fact">
        {until === null ? t('pause.untilResumed') : t('pause.until', { until: clockWords(until) })}
      </p>
      <div className="blank-command">
        <ResumeCommand />
      </div>
    </Blank>
  );
}

function NothingOpen({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { reach, practice } = snapshot;
  const none = Object.values(snapshot.counts).every((count) => count === 0);
  if (none && !practice) {
    return (
      <Blank icon={Inbox} tone="calm" title={t('queue.empty.openTitle')}>
        <p>{t('queue.empty.openFirst')}</p>
      </Blank>
    );
  }
  return (
    <Blank icon={CircleCheckBig} tone="calm" title={t('queue.empty.openTitle')}>
      <p>{practice && none ? t('queue.empty.openPractice') : t('queue.empty.open')}</p>
      {reach.lastAnswerAt !== null && (
        <p className="blank-fact">
          {t('reach.reachable')} · <Moment at={reach.lastAnswerAt} />
        </p>
      )}
    </Blank>
  );
}

/** An empty list, told apart: nothing to do is one thing, not being able to see or not looking is another. */
export function Emptiness({ filter, snapshot }: { readonly filter: QueueFilter; readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  if (filter === 'done') {
    return (
      <Blank icon={Inbox} tone="calm" title={t('queue.empty.doneTitle')}>
        <p>{t('queue.empty.done')}</p>
      </Blank>
    );
  }
  switch (snapshot.glance.state) {
    case 'clear':
      return <NothingOpen snapshot={snapshot} />;
    case 'decide':
      // The rows that wait for a decision are about to be read.
      return null;
    case 'blind':
      return <Blind reach={snapshot.reach} />;
    case 'paused':
      return <Paused snapshot={snapshot} />;
    case 'trouble':
      return (
        <Blank icon={CircleAlert} tone="blind" title={t('queue.empty.troubleTitle')}>
          <p>{t('queue.empty.trouble')}</p>
        </Blank>
      );
    case 'limited':
      return (
        <Blank icon={Hourglass} tone="blind" title={t('queue.empty.limitedTitle')}>
          <p>{t('queue.empty.limited')}</p>
        </Blank>
      );
    case 'asking':
      return (
        <Blank icon={Radio} tone="calm" title={t('queue.empty.unknownTitle')}>
          <p>{t('queue.empty.unknown')}</p>
        </Blank>
      );
    default:
      return <Blank icon={CircleAlert} tone="blind" title={t(`glance.${snapshot.glance.state}`)} />;
  }
}

interface NothingFoundProps {
  readonly view: RowsView;
  readonly onNarrow: (narrowing: Narrowing) => void;
}

/** Nothing that was looked for is here: what that was, and the way back to everything. */
export function NothingFound({ view, onNarrow }: NothingFoundProps) {
  const { t } = useTranslation();
  const { filter, ...narrowing } = view.query;
  const search = narrowing.search.trim();
  const filters = filtersOf(narrowing).length;
  return (
    <Blank icon={SearchX} tone="calm" title={t('queue.nothing.title')}>
      {search !== '' && (
        <p className="blank-search">
          <Trans
            i18nKey="queue.nothing.search"
            values={{ where: t(`queue.${filter}`) }}
            components={{ what: <MarkedText text={search} /> }}
          />
        </p>
      )}
      {filters > 0 && <p>{t('queue.nothing.filters', { count: filters })}</p>}
      {view.unindexed > 0 && <p>{t('queue.unindexed', { count: view.unindexed })}</p>}
      <div className="blank-command">
        <Command onPress={() => onNarrow(widened(narrowing))}>{t('queue.nothing.clear')}</Command>
      </div>
    </Blank>
  );
}
