// Processes under measurement: started, watched through /proc, and ended with the bench, however that ends.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

// Linux counts a process's time in hundredths of a second, whatever its own clock does.
const TICKS_PER_SECOND = 100;
const WATCH_MS = 100;
const KEPT_ERRORS = 4000;

const running = new Set();

/** Starts a program; its errors are kept, the newest 4000 characters, for whoever has to tell why it failed. */
export function start(program, words, { env = {}, input = 'ignore', output = 'ignore' } = {}) {
  const child = spawn(program, words, { stdio: [input, output, 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  child.said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { child.said = (child.said + text).slice(-KEPT_ERRORS); });
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, why: error.message }));
    child.once('close', (code, signal) => resolve({ code, why: signal ? `signal ${signal}` : `exit code ${code}` }));
  }).finally(() => running.delete(child));
  return child;
}

export function endEverything() {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs a program to its end. Its CPU time is what the system adds to this process's dead children, so one at a time. */
export async function measure(program, words, options) {
  const before = cpuSeconds('self', 'children');
  const begun = performance.now();
  const child = start(program, words, options);
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, peakMegabytes(child.pid)); }, WATCH_MS);
  const { code, why } = await child.ended.finally(() => clearInterval(watch));
  if (code !== 0) throw new Error(`${program} failed with ${why}: ${child.said.trim()}`);
  return { cpuSeconds: cpuSeconds('self', 'children') - before, wallSeconds: (performance.now() - begun) / 1000, peakMegabytes: peak };
}

/** CPU seconds, in user and system mode together, of a process itself or of its children that have ended. */
export function cpuSeconds(pid, whose = 'own') {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  const first = whose === 'own' ? 11 : 13;
  return (fields[first] + fields[first + 1]) / TICKS_PER_SECOND;
}

/** What a process holds now. */
export function holdings(pid) {
  return { megabytes: status(pid, 'VmRSS') / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length, threads: status(pid, 'Threads') };
}

/** The most memory that a process ever had resident; 0 once it is gone. */
export function peakMegabytes(pid) {
  try {
    return status(pid, 'VmHWM') / 1024;
  } catch {
    return 0;
  }
}

function status(pid, field) {
  const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!found) throw new Error(`Process ${pid} has no ${field}: it has ended.`);
  return Number(found[1]);
}
