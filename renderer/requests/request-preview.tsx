import { useTranslation } from 'react-i18next';
import type { RequestPreview } from '../../preload/contract.ts';
import { ShownValue } from '../parts/shown-value.tsx';
import { ClaimDate } from '../review/claim-date.tsx';
import { FindingsNotice, sameFinding } from '../review/findings.tsx';
import { SignatureLine } from '../review/verdict.tsx';

/** What a subject's token says, exactly, and what stands against making a request of it. */
export function PreviewedRequest({ preview }: { readonly preview: RequestPreview }) {
  const { t } = useTranslation();
  const { claims, obstacles, warnings } = preview;
  const { verdict, reason } = preview.signature;
  const said = reason !== null && [...obstacles, ...warnings].some((finding) => sameFinding(finding, reason));
  return (
    <>
      <FindingsNotice
        tone="bad"
        title={t('request.obstacles', { count: obstacles.length })}
        findings={obstacles}
        live
      />
      <FindingsNotice tone="warn" title={t('request.warnings', { count: warnings.length })} findings={warnings} />
      {claims.length > 0 && <SignatureLine signature={{ verdict, reason: said ? null : reason }} />}
      {claims.length > 0 && (
        <table className="claims" aria-label={t('request.claims')}>
          <thead>
            <tr>
              <th scope="col">{t('review.claim')}</th>
              <th scope="col">{t('review.signed')}</th>
            </tr>
          </thead>
          <tbody>
            {claims.map(({ name, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a claim's name may come twice in what is refused
              <tr key={index}>
                <th scope="row">
                  <ShownValue shown={name} />
                </th>
                <td>
                  <ShownValue shown={value} />
                  <ClaimDate name={name} value={value} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
