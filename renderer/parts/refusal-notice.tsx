import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../preload/contract.ts';
import { refusalWords } from '../words/coded.ts';
import { Notice } from './notice.tsx';

/** What came in the way of a request, or nothing. */
export function RefusalNotice({ refusal, title }: { readonly refusal: Refusal | null; readonly title?: string }) {
  const { t } = useTranslation();
  if (!refusal) return null;
  return (
    <Notice tone="bad" title={title ?? t('error.title')} live>
      <p>{refusalWords(refusal)}</p>
    </Notice>
  );
}
