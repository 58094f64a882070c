import { ListChecks, ListOrdered, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type BatchWay, batchWays } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { useSnapshot } from '../snapshot.tsx';

const icons: Readonly<Record<BatchWay, LucideIcon>> = { 'one-by-one': ListOrdered, together: ListChecks };

interface WayDialogProps {
  readonly count: number;
  readonly onChoose: (way: BatchWay) => void;
  readonly onClose: () => void;
}

/** How the selected jobs are to be approved, which the operator says each time; what they said last stands first. */
export function WayDialog({ count, onChoose, onClose }: WayDialogProps) {
  const { t } = useTranslation();
  const { batchWay: last } = useSnapshot();
  const choose = (way: BatchWay) => {
    // That it is not remembered is the lesser harm.
    authority.keepBatchWay({ way }).catch(() => {});
    onChoose(way);
  };
  return (
    <DialogFrame title={t('batch.way.title', { count })} onClose={onClose}>
      <ul className="ways">
        {batchWays.map((way) => (
          <li key={way}>
            <Command
              look={way === last ? 'primary' : 'plain'}
              icon={icons[way]}
              onPress={() => choose(way)}
              autoFocus={way === last}
            >
              {t(`batch.way.${way}`)}
            </Command>
            <p>{t(`batch.way.${way}-explained`)}</p>
          </li>
        ))}
      </ul>
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
      </div>
    </DialogFrame>
  );
}
