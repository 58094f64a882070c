import { Label, Radio, RadioGroup, Text } from 'react-aria-components';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly words: string;
  /** The language that its words are in, where it is not that of the page. */
  readonly lang?: string;
}

interface ChoiceEntryProps<Value extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly isDisabled: boolean;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly of: readonly Choice<Value>[];
}

/** One of a few, all of them in view. */
export function ChoiceEntry<Value extends string>({
  label,
  hint,
  problem,
  of,
  onChange,
  ...rest
}: ChoiceEntryProps<Value>) {
  const said = problem ?? hint;
  return (
    <RadioGroup {...rest} className="entry" orientation="horizontal" onChange={(value) => onChange(value as Value)}>
      <Label className="entry-label">{label}</Label>
      <div className="choice-row">
        {of.map(({ value, words, lang }) => (
          <Radio key={value} value={value} className="choice-one">
            <span className="choice-dot" aria-hidden="true" />
            <span {...(lang && { lang })}>{words}</span>
          </Radio>
        ))}
      </div>
      {said && (
        <Text slot="description" className={problem ? 'entry-problem' : 'entry-hint'}>
          {said}
        </Text>
      )}
    </RadioGroup>
  );
}
