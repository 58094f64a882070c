import { writeSync } from 'node:fs';
import { isPassedPoint, points } from './points.ts';
import { task } from './task.ts';

/** What the parent reads points from. */
const POINTS_FD = 3;

let left = task.point?.pass ?? 0;

/** The process has come to a point. Where it is the one that it is to die at, it stands still there until it is killed. */
export function reached(name: string): void {
  if (name !== task.point?.name || --left !== 0) return;
  const point = points.find((one) => one === name);
  if (!point) throw new RangeError(`no such point: ${name}`);
  writeSync(POINTS_FD, `${name}\n`);
  if (!isPassedPoint(point)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
