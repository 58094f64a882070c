import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';

/** What would be signed, as main itself knows it: nothing of it comes from a page. */
export interface ToConfirm {
  readonly jobId: string;
  /** The value that the job is about; as hostile as claims are. */
  readonly value: string;
  /** Hexadecimal SHA-256 of the JWS signing input. */
  readonly digest: string;
}

export interface ConfirmationAsk {
  readonly jobs: readonly ToConfirm[];
  readonly issuer: string;
}

/**
 * Asks the person in a dialog that main draws, by the system's own means: a page that shows something else than it should
 * can neither draw it nor press its button. Gives what stands against going on; null where the person agreed.
 */
export type SystemConfirmation = (ask: ConfirmationAsk) => Promise<Finding | null>;

/** Where no dialog can be drawn, nobody can agree. */
export const noConfirmation: SystemConfirmation = () => Promise.resolve(finding('confirmation-unavailable'));

/** One dialog at a time: a second one could be agreed to by the press that was meant for the first. */
export function oneAtATime(ask: SystemConfirmation): SystemConfirmation {
  let open = false;
  return async (what) => {
    if (open) return finding('confirmation-open');
    open = true;
    try {
      return await ask(what);
    } finally {
      open = false;
    }
  };
}
