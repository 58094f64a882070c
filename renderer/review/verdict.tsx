import { BadgeCheck, BadgeX, FileQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewContent } from '../../preload/contract.ts';
import { Moment } from '../parts/moment.tsx';
import { findingWords } from '../words/coded.ts';

const icons = { valid: BadgeCheck, invalid: BadgeX, none: FileQuestionMark };

interface SignatureLineProps {
  readonly signature: ReviewContent['signature'];
  /** Where the verdict has words of its own. */
  readonly words?: string;
  readonly children?: ReactNode;
}

/** Whether the subject's own signature stands behind the claims, and if not, why. */
export function SignatureLine({ signature, words, children }: SignatureLineProps) {
  const { t } = useTranslation();
  const { verdict, reason } = signature;
  const Icon = icons[verdict];
  return (
    <div className="verdict" data-verdict={verdict}>
      <Icon className="verdict-sign" aria-hidden="true" size={18} />
      <p>
        <strong>{words ?? t(`review.verdict.${verdict}`)}</strong>
        {reason && <span> {findingWords(reason)}</span>}
      </p>
      {children}
    </div>
  );
}

/** Who stands behind the content that the service gave, and when it was read. */
export function Verdict({ content }: { readonly content: ReviewContent }) {
  const { t } = useTranslation();
  const stated = content.source === 'service-statement';
  return (
    <SignatureLine signature={content.signature} {...(stated && { words: t('review.verdict.statement') })}>
      <p className="verdict-read">
        {t('review.read')} <Moment at={content.readAt} />
      </p>
      {content.thumbprint !== null && (
        <p className="verdict-key">
          {t('review.thumbprint')} <code title={t('review.thumbprintHint')}>{content.thumbprint}</code>
        </p>
      )}
    </SignatureLine>
  );
}
