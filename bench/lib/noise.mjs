// What else the machine does: a figure is worth as much as the quiet in which it was measured.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';

const WATCHED_MS = 1000;

/** @returns {Promise<{load: number, idle: number}>} the load average of the last minute, and the share of the processors that is idle now */
export async function listenForNoise() {
  const before = processorTicks();
  await rest(WATCHED_MS);
  return { load: loadavg()[0], idle: idleShare(before, processorTicks()) };
}

export const tellNoise = ({ load, idle }) => `load ${load.toFixed(2)}, ${(100 * idle).toFixed(0)} % idle`;

/** @param ticks user, nice, system, idle, iowait, irq, softirq, steal */
export function idleShare(before, after) {
  const spent = after.map((ticks, kind) => ticks - before[kind]);
  const all = spent.reduce((sum, ticks) => sum + ticks, 0);
  return all > 0 ? (spent[3] + spent[4]) / all : 0;
}

/** The machine's first line of /proc/stat; time of guests is counted in user time already. */
export const readTicks = (stat) => stat.slice(0, stat.indexOf('\n')).split(/\s+/).slice(1, 9).map(Number);

const processorTicks = () => readTicks(readFileSync('/proc/stat', 'utf8'));
