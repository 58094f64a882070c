import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../preload/contract.ts';
import { CopyCommand } from '../parts/copy-command.tsx';
import { Facts } from '../parts/facts.tsx';
import { ExactMoment, Moment } from '../parts/moment.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { numberWords } from '../words/in-locale.ts';

function Key({ signingKey }: { readonly signingKey: SigningKey }) {
  const { t } = useTranslation();
  const { kid, algorithm, createdAt, lastUsedAt, signatures, publicJwk } = signingKey;
  return (
    <article className="panel">
      <h2>{t('keys.signing')}</h2>
      <Facts
        of={[
          [t('keys.thumbprint'), <code key="kid">{kid}</code>],
          [t('keys.algorithm'), <code key="algorithm">{algorithm}</code>],
          [t('keys.created'), <ExactMoment key="created" at={createdAt} />],
          [t('keys.lastUsed'), lastUsedAt === null ? t('common.never') : <Moment key="used" at={lastUsedAt} />],
          [t('keys.signatures'), numberWords(signatures)],
        ]}
      />
      <div className="panel-head">
        <h3>{t('keys.public')}</h3>
        <CopyCommand text={publicJwk} label={t('keys.copy')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="bytes-box" tabIndex={0} aria-label={t('keys.public')}>
        <pre>{publicJwk}</pre>
      </section>
    </article>
  );
}

/** The authority's keys: what may be shown of them, which is the public half. */
export function Keys() {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { revision } = useSnapshot();
  const { value: keys, refusal } = useReading(() => authority.keys(null), revision);
  return (
    <div className="page">
      <PageTitle title={t('keys.title')} />
      <p className="lead">{t('keys.explained')}</p>
      <RefusalNotice refusal={refusal} title={t('keys.failed')} />
      {keys?.length === 0 && (
        <div className="blank" data-tone="calm">
          <KeyRound className="blank-sign" aria-hidden="true" size={28} strokeWidth={1.5} />
          <p className="blank-title">{t('keys.emptyTitle')}</p>
          <p>{t('keys.empty')}</p>
        </div>
      )}
      {keys?.map((each) => (
        <Key key={each.kid} signingKey={each} />
      ))}
    </div>
  );
}
