import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authority } from '../bridge.ts';
import { useRequest } from '../request.ts';
import { Command } from './command.tsx';

/** Copies a text through main, which owns the clipboard, and says for a moment that it did. */
export function CopyCommand({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  const { run, refusal } = useRequest();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const answer = await run(() => authority.copyText({ text }));
    setCopied(answer?.outcome === 'done');
  };

  return (
    <span className="copy">
      <Command icon={copied ? Check : Copy} onPress={copy}>
        {label}
      </Command>
      <span className="copy-answer" role="status">
        {copied ? t('common.copied') : refusal ? t('error.title') : ''}
      </span>
    </span>
  );
}
