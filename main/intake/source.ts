import type { Finding, Source } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';

/** How well a way by which jobs come in by themselves can be used, as a page about it shows. */
export interface SourceState {
  /** Of the place that is set now: null where that is none, `asking` where it is not the one that was read. */
  of(where: string): Source | null;
  /** Begins anew at another place; false where it is the same. */
  moveTo(where: string): boolean;
  /** It was read just now. */
  read(): void;
  /** What is wrong with it, or null; true where that is another kind of trouble than before. */
  become(fault: Finding | null): boolean;
}

export function sourceState(clock: Clock, onChange: () => void): SourceState {
  const asking = (where: string): Source | null =>
    where === '' ? null : { where, state: 'asking', since: clock.now(), lastReadAt: null, fault: null };
  let source: Source | null = null;

  return {
    of: (where) => (source?.where === where ? source : asking(where)),
    moveTo: (where) => {
      if (where === (source?.where ?? '')) return false;
      source = asking(where);
      return true;
    },
    read: () => {
      if (source) source = { ...source, lastReadAt: clock.now() };
    },
    become: (fault) => {
      if (!source) return false;
      const before = source;
      const state = fault ? 'faulty' : 'working';
      source = { ...before, state, fault, since: state === before.state ? before.since : clock.now() };
      if (state !== before.state || JSON.stringify(fault) !== JSON.stringify(before.fault)) onChange();
      return fault !== null && fault.code !== before.fault?.code;
    },
  };
}
