import { useEffect, useRef, useState } from 'react';
import { dialogIsOpen, type Intake, isField } from './use-intake.ts';

/** A drag that is over the window says so several times a second; one that ended elsewhere may not say that it did. */
const goneAfter = 1_000;

const carries = (event: DragEvent, type: string): boolean => event.dataTransfer?.types.includes(type) ?? false;

/** Takes what is dropped anywhere on the window; tells whether something that can be dropped is over it. */
export function useDropping(take: Intake['take']): boolean {
  const [over, setOver] = useState(false);
  const held = useRef(take);
  held.current = take;

  useEffect(() => {
    let ours = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      setOver(false);
    };
    /** Files are never the page's to open, wherever they are let go; text is a field's where it is let go over one. */
    const wanted = (event: DragEvent): boolean => {
      if (event.defaultPrevented) return false;
      const files = carries(event, 'Files');
      if (!files && (ours || isField(event.target) || !carries(event, 'text/plain'))) return false;
      event.preventDefault();
      const taken = !dialogIsOpen();
      if (event.dataTransfer) event.dataTransfer.dropEffect = taken ? 'copy' : 'none';
      return taken;
    };
    const onOver = (event: DragEvent) => {
      clearTimeout(timer);
      if (!wanted(event)) return setOver(false);
      setOver(true);
      timer = setTimeout(leave, goneAfter);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) leave();
    };
    const onDrop = (event: DragEvent) => {
      leave();
      if (wanted(event) && event.dataTransfer) held.current(event.dataTransfer);
    };
    // What is dragged out of the page itself is being copied by hand, not brought in.
    const onStart = () => {
      ours = true;
    };
    const onEnd = () => {
      ours = false;
    };
    const listeners = {
      dragenter: onOver,
      dragover: onOver,
      dragleave: onLeave,
      drop: onDrop,
      dragstart: onStart,
      dragend: onEnd,
    };
    const each = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [name, listener] of each) document.addEventListener(name, listener);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of each) document.removeEventListener(name, listener);
    };
  }, []);

  return over;
}
