import { BookOpenCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordStanding } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Notice } from '../parts/notice.tsx';
import { FoundDialog } from './found-dialog.tsx';

/** A check of the record found something that nobody has read: said above every section, with the way to it beside it. */
export function RecordFound({ standing }: { readonly standing: RecordStanding }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="signing-stopped">
      <Notice tone="bad" title={t(`record.state.${standing.state}`)} live>
        <p>{t('record.barred')}</p>
      </Notice>
      <Command icon={BookOpenCheck} onPress={() => setOpen(true)}>
        {t('record.read')}
      </Command>
      {open && <FoundDialog standing={standing} onClose={() => setOpen(false)} />}
    </div>
  );
}
