import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { findingWords } from '../words/coded.ts';

interface TroublesLinkProps {
  /** At least one; the worst first. */
  readonly troubles: readonly Finding[];
  readonly onGo: () => void;
}

/** The worst of what is not well, as far as there is room for it, and the way to all of it. */
export function TroublesLink({ troubles, onGo }: TroublesLinkProps) {
  const { t } = useTranslation();
  const said = troubles.map(findingWords);
  return (
    <Link className="troubles" onPress={onGo}>
      <TriangleAlert aria-hidden="true" size={16} />
      <span className="troubles-first" title={said.join('\n')}>
        {said[0]}
      </span>
      <span className="troubles-count" aria-hidden="true">
        {said.length}
      </span>
      {said.length > 1 && <span className="troubles-more">{t('header.moreTroubles', { count: said.length - 1 })}</span>}
    </Link>
  );
}
