// Each connection needs a descriptor in the server and one in the client.
import { readFileSync } from 'node:fs';

export const SPARE_DESCRIPTORS = 500;

/** Node and .NET raise their own limit as far as they may; no further. @param option what to lower instead */
export function allowDescriptors(connections, option) {
  const most = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  if (most < connections + SPARE_DESCRIPTORS) {
    throw new Error(`${connections} connections need ${connections + SPARE_DESCRIPTORS} descriptors, and the system allows ${most} (ulimit -Hn). Raise that, or take fewer: ${option}`);
  }
}
