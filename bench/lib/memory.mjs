// What a process holds while it works: read now and then, and judged when it is over.
import { holdings } from './child.mjs';

const EVERY_MS = 10_000;
const LEAST_MS = 1_000;
const READINGS = 12;

/** Reads a server's memory every ten seconds, and more often in a short run. */
export class MemoryWatch {
  readings = [];
  #timer;
  #begun = performance.now();
  #server;
  #say;

  constructor(server, minutes, say) {
    [this.#server, this.#say] = [server, say];
    const every = Math.max(LEAST_MS, Math.min(EVERY_MS, (minutes * 60_000) / READINGS));
    this.#timer = setInterval(() => this.#read().catch((error) => say(`memory could not be read: ${error.message}`)), every);
  }

  /** @returns all readings, with a last one */
  async stop() {
    this.end();
    await this.#read();
    return this.readings;
  }

  end() {
    clearInterval(this.#timer);
  }

  async #read() {
    const minutes = (performance.now() - this.#begun) / 60_000;
    const { megabytes, descriptors, threads } = holdings(this.#server.pid);
    const metrics = await (await fetch(this.#server.url.replace('ws:', 'http:').replace('/v1/sessions', '/metrics'))).text();
    const [heap, committed] = [heapOf(metrics), committedOf(metrics)];
    this.readings.push({ minutes, megabytes, committed, native: megabytes - committed, heap, descriptors, threads });
    this.#say(`${minutes.toFixed(1)} min: ${megabytes.toFixed(1)} MB resident, of it ${committed.toFixed(1)} MB the collector's, ${heap.toFixed(1)} MB in use there`);
  }
}

/** Megabytes of the managed heap that were in use after its last collection. */
export function heapOf(metrics) {
  const sum = (name) => [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'gm'))].reduce((total, [, value]) => total + Number(value), 0);
  return (sum('dotnet_gc_last_collection_heap_size_bytes') - sum('dotnet_gc_last_collection_heap_fragmentation_size_bytes')) / (1 << 20);
}

/** Megabytes that the collector holds, in use or not. */
export const committedOf = (metrics) => Number(/^dotnet_gc_last_collection_memory_committed_size_bytes(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1] ?? 0) / (1 << 20);

/**
 * The minute after the warm-up beside the last one, and the slope between: two minutes of ten warm up, of a shorter run a fifth.
 * @param of which figure of a reading
 */
export function growthOf(readings, of) {
  const whole = readings.at(-1).minutes;
  const warm = Math.min(2, whole / 5);
  const window = Math.min(1, (whole - warm) / 2);
  const figureOf = (some) => mean(some.map((reading) => reading[of]));
  const after = readings.filter(({ minutes }) => minutes >= warm);
  const early = figureOf(after.filter(({ minutes }, place) => place === 0 || minutes <= warm + window));
  const late = figureOf(after.filter(({ minutes }) => minutes >= whole - window));
  return { early, late, growth: late - early, slope: slopeOf(after.map((reading) => [reading.minutes, reading[of]])) };
}

/** What a figure came down to in the first half after the warm-up, and in the second: much of any one reading is garbage that waits for its collection. */
export function lowWaterOf(readings, of) {
  const whole = readings.at(-1).minutes;
  const after = readings.filter(({ minutes }) => minutes >= Math.min(2, whole / 5));
  const middle = Math.ceil(after.length / 2);
  const least = (some) => Math.min(...some.map((reading) => reading[of]));
  const [early, late] = [least(after.slice(0, middle)), least(after.slice(Math.min(middle, after.length - 1)))];
  return { early, late, growth: late - early };
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the line that fits best, by least squares. */
export function slopeOf(points) {
  const [x, y] = [0, 1].map((place) => mean(points.map((point) => point[place])));
  const wide = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return wide === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / wide;
}
