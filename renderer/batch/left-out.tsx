import { useTranslation } from 'react-i18next';
import type { LeftOut } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Fold } from '../parts/fold.tsx';
import { Notice } from '../parts/notice.tsx';
import { ShownBeginning } from '../parts/shown-value.tsx';
import { findingWords } from '../words/coded.ts';
import { numberWords } from '../words/in-locale.ts';
import { WindowedList } from './windowed-list.tsx';

/** How many jobs were left out for which reason first of all, the most frequent first. */
function reasonsOf(leftOut: readonly LeftOut[]): (readonly [words: string, count: number])[] {
  const counts = new Map<string, { words: string; count: number }>();
  for (const { reasons } of leftOut) {
    const [first] = reasons;
    if (!first) continue;
    const known = counts.get(first.code);
    if (known) known.count += 1;
    // The claim or the length that it speaks of is one job's own.
    else counts.set(first.code, { words: findingWords(first), count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ words, count }) => [words, count]);
}

interface LeftOutListProps {
  readonly leftOut: readonly LeftOut[];
  readonly onOpen: (jobId: string) => void;
}

/** The jobs that have to be looked at by themselves, grouped by why, and each with all its reasons. */
export function LeftOutList({ leftOut, onOpen }: LeftOutListProps) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t('batch.leftOut', { count: leftOut.length })}>
      <ul className="batch-reasons">
        {reasonsOf(leftOut).map(([words, count]) => (
          <li key={words}>
            <strong className="number">{numberWords(count)}</strong> {words}
          </li>
        ))}
      </ul>
      <Fold title={t('batch.leftOutList')}>
        <WindowedList
          label={t('batch.leftOutList')}
          count={leftOut.length}
          estimate={64}
          item={(index) => {
            const job = leftOut[index];
            return job && <LeftOutJob job={job} onOpen={onOpen} />;
          }}
        />
      </Fold>
    </Notice>
  );
}

function LeftOutJob({ job, onOpen }: { readonly job: LeftOut; readonly onOpen: (jobId: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="result">
      <p className="result-what">
        {job.value && <ShownBeginning shown={job.value} characters={80} />}
        <code>{job.jobId}</code>
      </p>
      <Command onPress={() => onOpen(job.jobId)} aria-label={t('batch.openJob', { jobId: job.jobId })}>
        {t('batch.open')}
      </Command>
      <ul className="result-reasons">
        {job.reasons.map((reason) => (
          <li key={`${reason.code} ${reason.values?.claim ?? ''}`}>{findingWords(reason)}</li>
        ))}
      </ul>
    </div>
  );
}
