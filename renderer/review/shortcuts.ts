import { useLayoutEffect, useRef } from 'react';
import { useLetterKeys } from '../letter-keys.ts';

const typing = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]';

/**
 * Single-letter keys for the whole section. They never act on a key that is held down, together with another key, or
 * while a person types, answers a dialog, or chooses from a menu, which takes letters itself; and not at all where the
 * operator has them off.
 */
export function useShortcuts(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const held = useRef(keys);
  held.current = keys;
  const on = useLetterKeys();

  // Before anything is painted: keys that are said to be off are off.
  useLayoutEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const act = held.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [on]);
}
