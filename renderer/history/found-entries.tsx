import { useTranslation } from 'react-i18next';
import { Progress } from '../parts/progress.tsx';
import { isNarrowed } from './record-query.ts';
import type { RecordView } from './record-rows.ts';

/** How many entries are listed; while more is looked for, how far that has come. */
export function FoundEntries({ view }: { readonly view: RecordView }) {
  const { t } = useTranslation();
  const { total, looked, query, list } = view;
  if (list === null) return null;
  const said = !isNarrowed(query) ? 'history.count' : looked ? 'history.foundSoFar' : 'history.found';
  return (
    <div className="found-entries">
      <p className="found" role="status">
        {t(said, { count: total })}
      </p>
      {looked && (
        <span className="appear-late">
          <Progress
            label={t('history.looking')}
            done={looked.done}
            total={looked.total}
            spoken={(percent) => t('history.lookedSpoken', { percent })}
          />
        </span>
      )}
    </div>
  );
}
