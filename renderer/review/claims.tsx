import { Equal, type LucideIcon, Minus, Plus, Replace } from 'lucide-react';
import { memo, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClaimRow, Shown } from '../../preload/contract.ts';
import { ShownValue } from '../parts/shown-value.tsx';
import { ClaimDate } from './claim-date.tsx';

const signs: Readonly<Record<ClaimRow['change'], LucideIcon>> = {
  same: Equal,
  added: Plus,
  dropped: Minus,
  replaced: Replace,
};

interface ValueProps {
  readonly name: Shown;
  readonly shown: Shown | null;
  readonly bare?: boolean;
}

function Value({ name, shown, bare = false }: ValueProps) {
  const { t } = useTranslation();
  return (
    <td>
      {shown ? (
        <>
          <ShownValue shown={shown} bare={bare} />
          <ClaimDate name={name} value={shown} />
        </>
      ) : (
        <span className="absent">{t('review.absent')}</span>
      )}
    </td>
  );
}

interface ClaimsProps {
  readonly claims: readonly ClaimRow[];
  readonly rows: Ref<HTMLTableSectionElement>;
}

/** What the subject signed beside what the operator would assert, claim by claim. */
export const Claims = memo(function Claims({ claims, rows }: ClaimsProps) {
  const { t } = useTranslation();
  // Of what was turned down or can't be read nothing is asserted, and so there is nothing to compare.
  const asserted = claims.some((claim) => claim.asserted !== null);
  return (
    <table className="claims" aria-label={t('review.claims')}>
      <thead>
        <tr>
          <th scope="col">{t('review.claim')}</th>
          <th scope="col">{t('review.signed')}</th>
          {asserted && <th scope="col">{t('review.asserted')}</th>}
        </tr>
      </thead>
      <tbody ref={rows}>
        {claims.map((claim, index) => {
          const Sign = signs[claim.change];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a claim's name may come twice in what is refused
            <tr key={index} data-change={claim.change}>
              <th scope="row">
                <div className="claim-name">
                  <ShownValue shown={claim.name} />
                  {asserted && (
                    <span className="change">
                      <Sign className="change-sign" aria-hidden="true" size={12} />
                      {t(`review.change.${claim.change}`)}
                    </span>
                  )}
                </div>
              </th>
              {/* What is the same on both sides is remarked on once. */}
              <Value name={claim.name} shown={claim.signed} bare={asserted && claim.change === 'same'} />
              {asserted && <Value name={claim.name} shown={claim.asserted} />}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
