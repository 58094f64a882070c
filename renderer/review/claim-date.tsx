import type { Shown } from '../../preload/contract.ts';
import { ExactMoment } from '../parts/moment.tsx';
import { dateOf } from './numeric-date.ts';

/** The date that a claim's number stands for, in the locale, beneath the number itself. */
export function ClaimDate({ name, value }: { readonly name: Shown; readonly value: Shown }) {
  const at = dateOf(name, value);
  return at === null ? null : (
    <p className="claim-date">
      <ExactMoment at={at} />
    </p>
  );
}
