/** Selected jobs gone through one by one: each is reviewed and decided, or skipped. */
export interface Walk {
  readonly jobIds: readonly string[];
  /** Which one it is at; the number of jobs when it is over. */
  readonly at: number;
  readonly decided: number;
  readonly skipped: number;
}

export const begun = (jobIds: readonly string[]): Walk => ({ jobIds, at: 0, decided: 0, skipped: 0 });

export const currentOf = ({ jobIds, at }: Walk): string | null => jobIds[at] ?? null;

/** The job was decided: on to the next one. Of another job than its current one a walk takes no notice. */
export const afterDecision = (walk: Walk, jobId: string): Walk =>
  currentOf(walk) === jobId ? { ...walk, at: walk.at + 1, decided: walk.decided + 1 } : walk;

export const afterSkip = (walk: Walk): Walk =>
  currentOf(walk) === null ? walk : { ...walk, at: walk.at + 1, skipped: walk.skipped + 1 };
