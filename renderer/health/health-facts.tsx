import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Health, RecordStanding, Source } from '../../preload/contract.ts';
import { ReachWords } from '../frame/reach-status.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordStateWords } from '../parts/record-state.tsx';
import { findingWords } from '../words/coded.ts';
import { clockStand, sizeWords } from './wording.ts';

function Panel({ title, of }: { readonly title: string; readonly of: Parameters<typeof Facts>[0]['of'] }) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      <Facts of={of} />
    </section>
  );
}

export function ServiceFacts({ service }: { readonly service: Health['service'] }) {
  const { t } = useTranslation();
  const clock = useMemo(() => {
    const ahead = service?.reach.clockAheadMs ?? null;
    return ahead === null ? null : clockStand(ahead);
  }, [service]);
  if (!service) return <Panel title={t('health.service')} of={[[t('health.reach'), t('header.noService')]]} />;
  const { name, address, reach } = service;
  return (
    <Panel
      title={t('health.service')}
      of={[
        [t('health.name'), name === '' ? null : <MarkedText key="name" text={name} />],
        [t('health.address'), <MarkedText key="address" text={address} />],
        [t('health.reach'), <ReachWords key="reach" reach={reach} bare />],
        [
          t('health.lastLook'),
          reach.lastAnswerAt === null ? t('common.never') : <Moment key="look" at={reach.lastAnswerAt} />,
        ],
        [t('health.clock'), clock === null ? t('health.clockUnknown') : t(`health.clockIs.${clock.stand}`, clock)],
      ]}
    />
  );
}

export function WorkFacts({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const { toDecide, oldestToDecideAt, unfinished } = health;
  return (
    <Panel
      title={t('health.work')}
      of={[
        [t('health.toDecide'), t('health.jobs', { count: toDecide })],
        [t('health.oldest'), oldestToDecideAt === null ? null : <Moment key="oldest" at={oldestToDecideAt} />],
        [
          t('health.unfinished'),
          unfinished === 0 ? t('health.allThere') : t('health.unfinishedCount', { count: unfinished }),
        ],
      ]}
    />
  );
}

function SourceState({ source }: { readonly source: Source | null }): ReactNode {
  const { t } = useTranslation();
  if (!source) return t('health.sourceOff');
  return (
    <>
      <MarkedText text={source.where} />
      <p>
        {source.state === 'asking' && t('health.sourceAsking')}
        {source.state === 'working' && t('health.sourceWorking')}
        {source.state === 'faulty' && (
          <>
            {t('health.sourceFaulty')} <Moment at={source.since} />
          </>
        )}
        {source.lastReadAt !== null && (
          <>
            {' · '}
            {t('health.lastRead')} <Moment at={source.lastReadAt} />
          </>
        )}
      </p>
      {source.fault && <p>{findingWords(source.fault)}</p>}
    </>
  );
}

export function SourceFacts({ inbox, feed }: Pick<Health, 'inbox' | 'feed'>) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('health.sources')}
      of={[
        [t('health.inbox'), <SourceState key="inbox" source={inbox} />],
        [t('health.feed'), <SourceState key="feed" source={feed} />],
      ]}
    />
  );
}

export function RecordFacts({ record }: { readonly record: RecordStanding | null }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('record.panel')}
      of={[
        [t('health.recordState'), record && <RecordStateWords key="state" state={record.state} />],
        [t('health.recordChecked'), record?.checked ? <Moment key="checked" at={record.checked.at} /> : null],
      ]}
    />
  );
}

const known = (is: boolean | null) => (is === null ? 'unknown' : is ? 'yes' : 'no');

export function MachineFacts({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const { keychain, disk, surroundings } = health;
  return (
    <Panel
      title={t('health.machine')}
      of={[
        [
          t('health.keychain'),
          keychain === null ? (
            t('health.notChecked')
          ) : (
            <span key="keychain">
              {t(`health.keychainIs.${keychain.state}`)} · {t('health.checked')} <Moment at={keychain.checkedAt} />
            </span>
          ),
        ],
        [
          t('health.disk'),
          disk === null
            ? t('health.notChecked')
            : t('health.diskFree', { free: sizeWords(disk.freeBytes), total: sizeWords(disk.totalBytes) }),
        ],
        [t('health.tray'), t(`health.trayIs.${known(surroundings.tray)}`)],
        [t('health.notifications'), t(`health.notificationsAre.${known(surroundings.notifications)}`)],
        [t('health.network'), t(surroundings.online ? 'health.online' : 'health.offline')],
      ]}
    />
  );
}
