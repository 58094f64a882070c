/** Events of the record whose transaction is cut off right before its COMMIT, and right after it. */
const committed = [
  'key-created',
  'app-started',
  'job-added',
  'content-read',
  'job-confirmed',
  'job-shown',
  'approved',
  'approval-undone',
  'signed',
  'put-sent',
  'put-answered',
  'delivered',
  'attention',
  'retried',
  'held',
  'rejected',
  'deleted',
  'deletion-refused',
  'app-stopped',
] as const;

/** Reached inside the process, which stands still there until it is killed. */
export const innerPoints = [
  'before-secret',
  'after-secret',
  'lock-taken',
  'in-migration',
  'before-signing',
  'after-signing',
  ...committed.flatMap((event) => [`before:${event}`, `after:${event}`] as const),
] as const;

/** Told of and passed: the kill comes within the next moments, in the middle of SQLite's own work. */
export const passedPoints = ['committing', 'written-back'] as const;

/** Seen at the service, which leaves the call without an answer. */
export const servicePoints = [
  'read-arrived',
  'put-arrived',
  'put-applied',
  'put-answer-cut',
  'read-back-arrived',
  'delete-arrived',
  'delete-applied',
] as const;

export type InnerPoint = (typeof innerPoints)[number] | (typeof passedPoints)[number];
export type ServicePoint = (typeof servicePoints)[number];
export type Point = InnerPoint | ServicePoint;

export const points: readonly Point[] = [...innerPoints, ...passedPoints, ...servicePoints];

export const isServicePoint = (point: Point): point is ServicePoint =>
  (servicePoints as readonly string[]).includes(point);
export const isPassedPoint = (point: Point): boolean => (passedPoints as readonly string[]).includes(point);
