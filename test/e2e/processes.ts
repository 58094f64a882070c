import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// What the system itself says about running processes; Linux only.

const parentOf = (pid: number): number | null => {
  try {
    // The name in brackets may hold anything; what follows it does not.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
};

/** A process and everything that it started, directly or not. */
export function processTree(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const tree = [root];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/** Command line and environment of each process, as anybody with the same account can read them. */
export const publicFaceOf = (pids: readonly number[]): Buffer =>
  Buffer.concat(
    pids.flatMap((pid) =>
      ['cmdline', 'environ'].map((name) => {
        try {
          return readFileSync(`/proc/${pid}/${name}`);
        } catch {
          return Buffer.alloc(0);
        }
      }),
    ),
  );

const socketsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
};

const LISTEN = '0A';

/** The TCP sockets on which these processes listen, as `address:port` in the kernel's own hexadecimal notation. */
export function listeningSockets(pids: readonly number[]): string[] {
  const held = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && held.has(fields[9] ?? ''))
      .map((fields) => fields[1] ?? ''),
  );
}

/** 127.0.0.1 and ::1 in that notation. */
export const isLoopback = (socket: string): boolean => /^(0100007F|00000000000000000000000001000000):/.test(socket);
