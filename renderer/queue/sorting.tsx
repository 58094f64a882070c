import { ArrowDownWideNarrow, Check } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type QueueSort, queueSorts } from '../../preload/contract.ts';

interface SortingProps {
  readonly sort: QueueSort;
  readonly onSort: (sort: QueueSort) => void;
}

/** In what order the jobs stand. */
export function Sorting({ sort, onSort }: SortingProps) {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <Button
        className="command command-small"
        aria-label={t('queue.sort.current', { order: t(`queue.sort.${sort}`) })}
      >
        <ArrowDownWideNarrow aria-hidden="true" size={14} />
        <span>{t(`queue.sort.${sort}`)}</span>
      </Button>
      <Popover className="sheet" placement="bottom start">
        <Menu
          aria-label={t('queue.sort.label')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[sort]}
          onAction={(key) => onSort(queueSorts.find((each) => each === key) ?? sort)}
        >
          {queueSorts.map((each) => (
            <MenuItem key={each} id={each} textValue={t(`queue.sort.${each}`)} className="menu-item">
              <Check className="menu-check" aria-hidden="true" size={16} />
              <span className="menu-item-name">{t(`queue.sort.${each}`)}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
