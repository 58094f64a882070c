import { BadgeCheck, BadgeX, FileQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReviewContent } from '../../preload/contract.ts';
import { Moment } from '../parts/moment.tsx';
import { findingWords } from '../words/coded.ts';

const icons = { valid: BadgeCheck, invalid: BadgeX, none: FileQuestionMark };

/** Whether the subject's own signature stands behind the claims, and if not, why. */
export function Verdict({ content }: { readonly content: ReviewContent }) {
  const { t } = useTranslation();
  const { verdict, reason } = content.signature;
  const Icon = icons[verdict];
  return (
    <div className="verdict" data-verdict={verdict}>
      <Icon className="verdict-sign" aria-hidden="true" size={18} />
      <p>
        <strong>
          {content.source === 'service-statement' ? t('review.verdict.statement') : t(`review.verdict.${verdict}`)}
        </strong>
        {reason && <span> {findingWords(reason)}</span>}
      </p>
      <p className="verdict-read">
        {t('review.read')} <Moment at={content.readAt} />
      </p>
    </div>
  );
}
