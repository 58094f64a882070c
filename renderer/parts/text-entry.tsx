import type { Ref } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';

export interface TextEntryProps extends Omit<TextFieldProps, 'children' | 'className'> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value; marks the field. */
  readonly problem?: string | null | undefined;
  readonly rows?: number;
  /** For addresses, keys and IDs, where every character counts. */
  readonly mono?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
}

/** A text field with its label, its hint and what is wrong with it. */
export function TextEntry({ label, hint, problem, rows, mono, inputRef, areaRef, ...rest }: TextEntryProps) {
  const look = mono ? 'entry-input mono' : 'entry-input';
  return (
    <TextField {...rest} className="entry" isInvalid={Boolean(problem)} validationBehavior="aria">
      <Label className="entry-label">{label}</Label>
      {rows ? (
        <TextArea className={look} rows={rows} spellCheck={!mono} {...(areaRef && { ref: areaRef })} />
      ) : (
        <Input className={look} spellCheck={!mono} {...(inputRef && { ref: inputRef })} />
      )}
      {hint && !problem && (
        <Text slot="description" className="entry-hint">
          {hint}
        </Text>
      )}
      <FieldError className="entry-problem">{problem}</FieldError>
    </TextField>
  );
}
