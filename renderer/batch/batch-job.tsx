import { memo } from 'react';
import type { AssertedClaim, BatchJob } from '../../preload/contract.ts';
import { ShownValue } from '../parts/shown-value.tsx';
import { ClaimDate } from '../review/claim-date.tsx';
import { numberWords } from '../words/in-locale.ts';

/** Claims as they would be asserted, every one of them whole. */
export function AssertedClaims({ claims }: { readonly claims: readonly AssertedClaim[] }) {
  return (
    <dl className="asserted">
      {claims.map(({ name, asserted }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is shown of a batch does not change places
        <div key={index}>
          <dt>
            <ShownValue shown={name} />
          </dt>
          <dd>
            <ShownValue shown={asserted} />
            <ClaimDate name={name} value={asserted} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface JobProps {
  readonly job: BatchJob;
  readonly number: number;
}

/** One job of a batch: its ID and what its token would say. */
export const Job = memo(function Job({ job, number }: JobProps) {
  return (
    <div className="batch-job">
      <p className="batch-job-head">
        <span className="number">{numberWords(number)}</span>
        <code>{job.jobId}</code>
      </p>
      <AssertedClaims claims={job.claims} />
    </div>
  );
});
