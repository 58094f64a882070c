import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../preload/contract.ts';
import { Notice } from '../parts/notice.tsx';
import { findingWords } from '../words/coded.ts';

/** Why there is no job that this desk knows of: it was refused, or nobody can say whether it was made. */
export function RequestOutcome({ answer }: { readonly answer: Exclude<RequestAnswer, { outcome: 'made' }> }) {
  const { t } = useTranslation();
  const { outcome, reason } = answer;
  return (
    <Notice tone={outcome === 'refused' ? 'bad' : 'warn'} title={t(`request.${outcome}Title`)} live>
      <p>{findingWords(reason)}</p>
      <p>{t(`request.${outcome}`)}</p>
    </Notice>
  );
}
