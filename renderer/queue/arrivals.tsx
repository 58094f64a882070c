import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/**
 * How many jobs came to need a decision and stand out of sight, since the operator last asked for them.
 * @param inView how many of the fresh ones are in sight
 */
export function useArrivals(fresh: number, inView: number): { readonly count: number; readonly taken: () => void } {
  const [known, setKnown] = useState({ fresh, count: 0 });
  if (known.fresh !== fresh) {
    // What was looked at meanwhile is none of them any more.
    setKnown({ fresh, count: Math.min(fresh, known.count + Math.max(0, fresh - known.fresh)) });
  }
  if (known.count > 0 && inView >= fresh) setKnown({ fresh, count: 0 });
  return { count: known.count, taken: () => setKnown({ fresh, count: 0 }) };
}

interface ArrivalsProps {
  readonly count: number;
  /** Whether a list that is narrowed may leave some of them out: they are counted among all jobs. */
  readonly narrowed: boolean;
  readonly onShow: () => void;
}

/** Tells of new arrivals, which moved nothing that is under the cursor, and goes to the first when asked to. */
export function Arrivals({ count, narrowed, onShow }: ArrivalsProps) {
  const { t } = useTranslation();
  return (
    <div className="arrivals" role="status">
      {count > 0 && (
        <Button className="arrivals-button" onPress={onShow}>
          <ArrowDown aria-hidden="true" size={14} />
          {t(narrowed ? 'queue.arrivalsAmongAll' : 'queue.arrivals', { count })}
        </Button>
      )}
    </div>
  );
}
