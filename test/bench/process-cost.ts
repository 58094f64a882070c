import { readFileSync } from 'node:fs';
import { processTree } from '../e2e/processes.ts';

// What the system says that a running program costs, all its processes together; Linux only.

/** One that ended meanwhile costs nothing. */
const sumOf = (root: number, of: (pid: number) => number): number =>
  processTree(root).reduce((sum, pid) => {
    try {
      return sum + of(pid);
    } catch {
      return sum;
    }
  }, 0);

/** Proportional set size in megabytes: memory shared with others counts by its share (proc(5), smaps_rollup). */
export const pssMegabytes = (root: number): number =>
  sumOf(root, (pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])) / 1024;

const TICK_MS = 10;

/** Processor time used since it started, in milliseconds: utime and stime of every process (proc(5), stat). */
export const cpuMs = (root: number): number =>
  sumOf(root, (pid) => {
    // The name in brackets may hold anything; what follows it does not.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  });
