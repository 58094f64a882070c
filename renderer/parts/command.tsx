import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components';
import { useLetterKeys } from '../letter-keys.ts';

interface CommandProps extends Omit<ButtonProps, 'children' | 'className'> {
  readonly look?: 'plain' | 'primary' | 'danger' | 'bare';
  readonly icon?: LucideIcon;
  /** The key that does the same, shown beside the words and not part of the button's name. */
  readonly shortcut?: string;
  /** Under way. It stays a button, since one that is disabled loses the focus, and with it the dialog its Escape key. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** A button with its words and, where it helps, a sign and a key. */
export function Command({ look = 'plain', icon: Icon, shortcut: key, busy = false, children, ...rest }: CommandProps) {
  const shortcut = useLetterKeys() ? key : undefined;
  return (
    <Button
      {...rest}
      className="command"
      data-look={look}
      data-busy={busy || undefined}
      {...(shortcut && { 'aria-keyshortcuts': shortcut })}
    >
      {Icon && <Icon aria-hidden="true" size={16} />}
      <span>{children}</span>
      {shortcut && (
        <span className="key" aria-hidden="true">
          {shortcut}
        </span>
      )}
    </Button>
  );
}
