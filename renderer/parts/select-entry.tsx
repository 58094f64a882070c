import { useId } from 'react';

interface SelectEntryProps<Value extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly options: readonly { readonly value: Value; readonly words: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few, with its label and its hint: the system's own select, which every keyboard and reader knows. */
export function SelectEntry<Value extends string>({ label, hint, options, value, onChange }: SelectEntryProps<Value>) {
  const id = useId();
  return (
    <div className="entry">
      <label className="entry-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="entry-input"
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-hint`} className="entry-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
