import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { Button, Input, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { searchLength } from '../../preload/contract.ts';
import { useLetterKeys } from '../letter-keys.ts';

interface SearchFieldProps {
  readonly search: string;
  /** What can be looked for. */
  readonly hint: string;
  readonly onSearch: (search: string) => void;
  /** Done with typing: on to what was found. */
  readonly onLeave: () => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** What to look for in a list. Every key press is an answer; Escape clears it and goes back to the list. */
export function SearchField({ search, hint, onSearch, onLeave, inputRef }: SearchFieldProps) {
  const { t } = useTranslation();
  const byLetters = useLetterKeys();
  return (
    <TextField
      className="search"
      aria-label={t('queue.search.field')}
      value={search}
      maxLength={searchLength}
      onChange={onSearch}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        if (event.key === 'Escape') onSearch('');
        onLeave();
      }}
    >
      <Search className="search-sign" aria-hidden="true" size={16} />
      <Input
        ref={inputRef}
        className="entry-input search-input"
        placeholder={hint}
        spellCheck={false}
        autoComplete="off"
        {...(byLetters && { 'aria-keyshortcuts': '/' })}
      />
      {search === '' ? (
        byLetters && (
          <span className="key search-key" aria-hidden="true">
            /
          </span>
        )
      ) : (
        <Button
          className="chip-off search-clear"
          aria-label={t('queue.search.clear')}
          onPress={() => {
            onSearch('');
            onLeave();
          }}
        >
          <X aria-hidden="true" size={16} />
        </Button>
      )}
    </TextField>
  );
}
