import { useTranslation } from 'react-i18next';
import type { Review } from '../../preload/contract.ts';
import { CopyCommand } from '../parts/copy-command.tsx';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { findingWords } from '../words/coded.ts';

/** The token that was signed, whole, to be copied. */
export function SignedToken({ token }: { readonly token: NonNullable<Review['token']> }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <div className="panel-head">
        <h3>{t('review.token.title')}</h3>
        <CopyCommand text={token.compact} label={t('review.token.copy')} />
      </div>
      <Facts
        of={[
          [t('review.token.signed'), <ExactMoment key="signed" at={token.signedAt} />],
          [t('review.token.key'), <code key="key">{token.kid}</code>],
          [t('review.proposal.digest'), <Digest key="digest" hex={token.digest} />],
        ]}
      />
      <ScrollBox className="bytes-box" label={t('review.token.title')}>
        {token.compact}
      </ScrollBox>
    </section>
  );
}

/** What the operator said when rejecting, and whether the service has deleted the job. */
export function Rejection({ rejection }: { readonly rejection: NonNullable<Review['rejection']> }) {
  const { t } = useTranslation();
  const { reason, deletion, fault } = rejection;
  return (
    <section className="panel">
      <h3>{t('review.rejection.title')}</h3>
      <Facts
        of={[
          [t('review.rejection.reason'), <MarkedText key="reason" text={reason} />],
          [
            t('review.rejection.deletion'),
            <span key="deletion">
              {t(`review.rejection.${deletion}`)}
              {fault && <> · {findingWords(fault)}</>}
            </span>,
          ],
        ]}
      />
    </section>
  );
}
