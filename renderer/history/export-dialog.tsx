import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type ExportForm, exportForms, type RecordQuery, type Refusal, wholeRecord } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { isNarrowed } from './record-query.ts';

const extents = ['listed', 'whole'] as const;

function Choice({ value, words, hint }: { readonly value: string; readonly words: string; readonly hint?: string }) {
  return (
    <Radio value={value} className="tick">
      <span className="tick-box" data-round aria-hidden="true" />
      <span className="tick-words">
        {words}
        {hint && <span className="entry-hint"> {hint}</span>}
      </span>
    </Radio>
  );
}

interface ExportDialogProps {
  readonly query: RecordQuery;
  readonly onClose: () => void;
}

/** What is exported and how; the place for it is asked for in the system's dialog. */
export function ExportDialog({ query, onClose }: ExportDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [form, setForm] = useState<ExportForm>('jsonl');
  const [extent, setExtent] = useState<(typeof extents)[number]>('listed');
  const narrowed = isNarrowed(query);

  const begin = async () => {
    setRefused(null);
    const which = extent === 'listed' ? query : wholeRecord;
    const answer = await run(() => authority.exportRecord({ form, query: which }));
    if (answer?.outcome === 'refused') setRefused(answer.reason);
    if (answer?.outcome === 'done') onClose();
  };
  return (
    <DialogFrame title={t('history.export.title')} onClose={onClose}>
      <p>{t('history.export.explained')}</p>
      <RadioGroup
        className="tick-group export-choices"
        value={form}
        onChange={(value) => setForm(exportForms.find((each) => each === value) ?? 'jsonl')}
      >
        <Label className="entry-label">{t('history.export.form')}</Label>
        {exportForms.map((each) => (
          <Choice key={each} value={each} words={t(`history.export.${each}`)} hint={t(`history.export.${each}Hint`)} />
        ))}
      </RadioGroup>
      {narrowed && (
        <RadioGroup
          className="tick-group export-choices"
          value={extent}
          onChange={(value) => setExtent(extents.find((each) => each === value) ?? 'listed')}
        >
          <Label className="entry-label">{t('history.export.extent')}</Label>
          {extents.map((each) => (
            <Choice
              key={each}
              value={each}
              words={t(`history.export.${each}`)}
              hint={t(`history.export.${each}Hint`)}
            />
          ))}
        </RadioGroup>
      )}
      <RefusalNotice refusal={refusal ?? refused} title={t('history.export.failed')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command look="primary" icon={FileDown} busy={busy} onPress={begin}>
          {t('history.export.submit')}
        </Command>
      </div>
    </DialogFrame>
  );
}
