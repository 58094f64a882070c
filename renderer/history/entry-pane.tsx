import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { CopyCommand } from '../parts/copy-command.tsx';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { eventWords } from '../words/coded.ts';
import { EntryFacts } from './entry-facts.tsx';
import type { RecordRow } from './record-rows.ts';

interface EntryPaneProps {
  readonly row: RecordRow;
  readonly onLife: (jobId: string) => void;
  readonly onClose: () => void;
}

/** One entry with everything that it says. */
export function EntryPane({ row: { number, entry }, onLife, onClose }: EntryPaneProps) {
  const { t } = useTranslation();
  return (
    <section className="entry-pane" aria-label={t('history.entryRegion', { number })}>
      <div className="panel-head">
        <h2>
          {entry ? eventWords(entry.event) : t('history.gone')} <span className="quiet number">#{number}</span>
        </h2>
        <span className="entry-commands">
          {entry?.jobId && <Command onPress={() => onLife(entry.jobId ?? '')}>{t('history.life.open')}</Command>}
          {entry && <CopyCommand text={JSON.stringify(entry, null, 2)} label={t('history.copyEntry')} />}
          <Button className="chip-off" aria-label={t('history.closeEntry')} onPress={onClose}>
            <X aria-hidden="true" size={16} />
          </Button>
        </span>
      </div>
      {entry ? (
        <ScrollBox className="entry-body" label={t('history.entryRegion', { number })}>
          <Facts
            of={[
              [t('history.time'), <ExactMoment key="time" at={entry.at} />],
              [t('history.job'), entry.jobId && <code key="job">{entry.jobId}</code>],
              [t('history.operator'), <MarkedText key="operator" text={entry.operator} />],
              [t('history.hash'), <Digest key="hash" hex={entry.hash} />],
            ]}
          />
          <EntryFacts entry={entry} />
        </ScrollBox>
      ) : (
        <p>{t('history.goneExplained')}</p>
      )}
    </section>
  );
}
