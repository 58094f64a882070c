import { TextEntry, type TextEntryProps } from './text-entry.tsx';

/** A field for what nobody should read over a shoulder, and no browser keep. */
export const SecretEntry = (props: Omit<TextEntryProps, 'type' | 'autoComplete' | 'rows'>) => (
  <TextEntry {...props} type="password" autoComplete="off" />
);
