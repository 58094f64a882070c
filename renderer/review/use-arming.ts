import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type Arming, accepts, armedFrom, focused, isArmed, type Press, read, shown, unarmed } from './arming.ts';
import { watchRows } from './rows-on-screen.ts';

interface Armed {
  readonly armed: boolean;
  /** All claims have been on screen. */
  readonly read: boolean;
  /** Call when a press begins, and ask `accepts` with what it gave when the press ends. */
  readonly press: (by: Press['by']) => Press;
  readonly accepts: (press: Press) => boolean;
}

/** Keeps the arming rule for a review: `content` from shownContent, `rows` the body of the claims table. */
export function useArming(content: string | null, rows: RefObject<HTMLTableSectionElement | null>): Armed {
  return useArmed(
    content,
    useCallback((onRead: () => void) => watchRows(rows.current, onRead), [rows]),
  );
}

/**
 * Keeps the arming rule for whatever is shown.
 * @param content stands for everything shown that the decision is about; null while nothing is shown
 * @param watch calls back once all of it has been on screen; gives the function that ends it
 */
export function useArmed(content: string | null, watch: (onRead: () => void) => () => void): Armed {
  const held = useRef<Arming>(unarmed(performance.now()));
  const [view, setView] = useState({ armed: false, read: false });

  const look = useCallback(() => {
    const armed = isArmed(held.current, performance.now());
    const wasRead = held.current.readAt !== null;
    setView((was) => (was.armed === armed && was.read === wasRead ? was : { armed, read: wasRead }));
  }, []);

  useEffect(() => {
    held.current = shown(held.current, content, performance.now());
    look();
    if (content === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = watch(() => {
      held.current = read(held.current, content, performance.now());
      const wait = (armedFrom(held.current) ?? 0) - performance.now();
      timer = setTimeout(look, Math.max(0, Math.ceil(wait)));
      look();
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [content, watch, look]);

  useEffect(() => {
    const onFocus = () => {
      held.current = focused(held.current, performance.now());
    };
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);

  const press = useCallback(
    (by: Press['by']): Press => ({ content: held.current.content, startedAt: performance.now(), by }),
    [],
  );
  const accept = useCallback((made: Press) => accepts(held.current, made), []);

  // Between a change of content and the effect above the last view would be too kind.
  const current = held.current.content === content;
  return { armed: current && view.armed, read: current && view.read, press, accepts: accept };
}
