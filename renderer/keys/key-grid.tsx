import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../preload/contract.ts';
import { Moment } from '../parts/moment.tsx';
import { numberWords } from '../words/in-locale.ts';
import { LockedChip, StandingChip } from './standing-chip.tsx';

interface KeyGridProps {
  readonly keys: readonly SigningKey[];
  readonly selected: string;
  readonly onSelect: (kid: string) => void;
}

const backupOf = ({ provedAt, backedUpAt }: SigningKey) =>
  provedAt !== null ? 'proved' : backedUpAt !== null ? 'made' : 'none';

/** Every key of this desk, the one in use first; the arrow keys go from one to the next. */
export function KeyGrid({ keys, selected, onSelect }: KeyGridProps) {
  const { t } = useTranslation();
  return (
    <div className="key-grid">
      <Table
        aria-label={t('keys.grid')}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={[selected]}
        onSelectionChange={(selection) => {
          const [kid] = selection === 'all' ? [] : [...selection];
          if (kid !== undefined) onSelect(String(kid));
        }}
      >
        <TableHeader>
          <Column isRowHeader>{t('keys.thumbprint')}</Column>
          <Column>{t('keys.algorithm')}</Column>
          <Column>{t('keys.state')}</Column>
          <Column>{t('keys.signatures')}</Column>
          <Column>{t('keys.lastUsed')}</Column>
          <Column>{t('keys.backup.state')}</Column>
        </TableHeader>
        <TableBody>
          {keys.map((key) => (
            <Row key={key.kid} id={key.kid}>
              <Cell>
                <code className="key-kid">{key.kid}</code>
              </Cell>
              <Cell>
                <code>{key.algorithm === 'EdDSA' ? 'Ed25519' : key.algorithm}</code>
              </Cell>
              <Cell>
                <StandingChip standing={key.standing} />
                {key.locked && <LockedChip />}
              </Cell>
              <Cell>{numberWords(key.signatures)}</Cell>
              <Cell>{key.lastUsedAt === null ? t('common.never') : <Moment at={key.lastUsedAt} style="short" />}</Cell>
              <Cell>{t(`keys.backup.${backupOf(key)}`)}</Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
