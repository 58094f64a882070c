import { mostBatched } from '../../preload/contract.ts';

/** The jobs that were selected, by their IDs and in the order in which they were: no row is selected, whatever moves. */
export interface Picked {
  readonly jobIds: ReadonlySet<string>;
  /** Where a range begins: the job that was selected last. */
  readonly anchor: string | null;
}

export const nothing: Picked = { jobIds: new Set(), anchor: null };

/** The job is selected where it was not, and the other way round. */
export function toggled({ jobIds }: Picked, jobId: string): Picked {
  const next = new Set(jobIds);
  if (!next.delete(jobId) && next.size < mostBatched) next.add(jobId);
  return { jobIds: next, anchor: jobId };
}

/** These as well, as far as there is room for them in one batch; the range goes on from the last. */
export function extended({ jobIds, anchor }: Picked, more: readonly string[], to: string): Picked {
  const next = new Set(jobIds);
  for (const jobId of more) if (next.size < mostBatched) next.add(jobId);
  return { jobIds: next, anchor: more.length > 0 ? to : anchor };
}

export const allOf = (jobIds: readonly string[]): Picked => ({
  jobIds: new Set(jobIds.slice(0, mostBatched)),
  anchor: null,
});
