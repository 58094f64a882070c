import { useTranslation } from 'react-i18next';
import type { Proposal, ReviewContent } from '../../preload/contract.ts';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { Fold } from '../parts/fold.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { ShownValue } from '../parts/shown-value.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { lifetimeOf, minutesAhead } from './lifetime.ts';

/** How long the token is valid, in words, and until when. */
function Validity({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation();
  const { unit, count } = lifetimeOf(proposal.expiresAt - proposal.issuedAt);
  return (
    <>
      {t('review.lifetime.for', { length: t(`review.lifetime.${unit}`, { count }) })}
      {', '}
      <span className="until">
        {t('review.lifetime.until')} <ExactMoment at={proposal.expiresAt} />
      </span>
    </>
  );
}

/** Said beside the times that it makes wrong. */
function ClockOff() {
  const { t } = useTranslation();
  const minutes = minutesAhead(useSnapshot().reach.clockAheadMs);
  if (minutes === null) return null;
  return (
    <Notice tone="warn">
      <p>
        {minutes > 0 ? t('review.clockAhead', { count: minutes }) : t('review.clockBehind', { count: -minutes })}{' '}
        {t('review.clockExplained')}
      </p>
    </Notice>
  );
}

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
          [t('review.proposal.valid'), <Validity key="valid" proposal={proposal} />],
          [t('review.proposal.digest'), <Digest key="digest" hex={proposal.digest} />],
        ]}
      />
      {!decided && <ClockOff />}
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
