import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningStop } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { exactWords } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { ResumeSigning } from './resume-signing.tsx';

/** All signing is stopped: said above every section, with the way back beside it. */
export function SigningStopped({ stop }: { readonly stop: SigningStop }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="signing-stopped">
      <Notice tone="bad" title={t('stop.title')} live>
        <p>{t('stop.since', { since: exactWords(stop.since) })}</p>
      </Notice>
      <Command icon={Play} onPress={() => setOpen(true)}>
        {t('stop.resume')}
      </Command>
      {open && <ResumeSigning passphrase={stop.passphrase} onClose={() => setOpen(false)} />}
    </div>
  );
}
