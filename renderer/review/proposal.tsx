import { useTranslation } from 'react-i18next';
import type { Proposal, ReviewContent } from '../../preload/contract.ts';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { Fold } from '../parts/fold.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { ShownValue } from '../parts/shown-value.tsx';

/** The token that would be signed, by its issuer, its times and the digest of its bytes. */
export function ProposalFacts({ proposal, decided }: { readonly proposal: Proposal; readonly decided: boolean }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h3>{decided ? t('review.proposal.titleSigned') : t('review.proposal.title')}</h3>
      <Facts
        of={[
          [t('review.proposal.issuer'), <MarkedText key="issuer" text={proposal.issuer} />],
          [t('review.proposal.issued'), <ExactMoment key="issued" at={proposal.issuedAt} />],
          [t('review.proposal.expires'), <ExactMoment key="expires" at={proposal.expiresAt} />],
          [t('review.proposal.digest'), <Digest key="digest" hex={proposal.digest} />],
        ]}
      />
    </section>
  );
}

function Bytes({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="bytes">
      <h4>{title}</h4>
      <ScrollBox className="bytes-box" label={title}>
        <MarkedText text={text} />
      </ScrollBox>
    </div>
  );
}

interface ExactBytesProps {
  readonly proposal: Proposal | null;
  readonly content: ReviewContent | null;
}

/** The very bytes: what would be signed, and what the service gave. */
export function ExactBytes({ proposal, content }: ExactBytesProps) {
  const { t } = useTranslation();
  if (!proposal && !content) return null;
  return (
    <Fold title={t('review.bytes.title')}>
      {proposal && (
        <>
          <Bytes title={t('review.bytes.header')} text={proposal.header} />
          <Bytes title={t('review.bytes.payload')} text={proposal.payload} />
          <Bytes title={t('review.bytes.input')} text={proposal.signingInput} />
        </>
      )}
      {content && (
        <div className="bytes">
          <h4>{t('review.bytes.raw')}</h4>
          <ShownValue shown={content.raw} />
        </div>
      )}
    </Fold>
  );
}
