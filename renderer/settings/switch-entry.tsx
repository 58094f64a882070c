import { useId } from 'react';
import { Switch } from 'react-aria-components';

interface SwitchEntryProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly isSelected: boolean;
  readonly onChange: (on: boolean) => void;
  readonly isDisabled: boolean;
}

/** Something that is on or off, with its words and its hint. */
export function SwitchEntry({ label, hint, problem, ...rest }: SwitchEntryProps) {
  const hintId = useId();
  const said = problem ?? hint;
  return (
    <div className="entry">
      <Switch {...rest} className="switch" {...(said && { 'aria-describedby': hintId })}>
        <span className="switch-track" aria-hidden="true">
          <span className="switch-thumb" />
        </span>
        <span className="entry-label">{label}</span>
      </Switch>
      {said && (
        <p id={hintId} className={problem ? 'entry-problem switch-hint' : 'entry-hint switch-hint'}>
          {said}
        </p>
      )}
    </div>
  );
}
