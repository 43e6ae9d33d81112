import { designFilter, type PolyphaseFilter } from './sinc-filter.js';

/**
 * Changes the rate of one channel as it streams. The output does not depend on how the input was cut into chunks, and
 * output sample 0 lies at input sample 0.
 */
export class Resampler {
  readonly #filter: PolyphaseFilter | undefined;
  /** Input not done with: from the first tap of the next output on. */
  #input: Float32Array;
  #length: number;
  #phase = 0;

  /** Rates in Hz, whole numbers from 8000 to 192 000. */
  constructor(inputRate: number, outputRate: number) {
    for (const [name, rate] of Object.entries({ inputRate, outputRate })) {
      if (!Number.isInteger(rate) || rate < 8000 || rate > 192_000) {
        throw new RangeError(`${name} must be a whole number from 8000 to 192000, not ${rate}.`);
      }
    }
    this.#filter = inputRate === outputRate ? undefined : designFilter(inputRate, outputRate);
    // Before the first sample there was silence: the filter's left half.
    this.#length = this.#filter === undefined ? 0 : this.#filter.taps / 2 - 1;
    this.#input = new Float32Array(this.#length);
  }

  /** The samples that are complete with this chunk; the last few milliseconds come with the next one. */
  push(chunk: Float32Array): Float32Array {
    if (this.#filter === undefined) return chunk.slice();
    this.#append(chunk);
    return this.#filterAll(this.#filter);
  }

  /** What the end of the audio leaves over. */
  flush(): Float32Array {
    return this.#filter === undefined ? new Float32Array(0) : this.push(new Float32Array(this.#filter.taps / 2));
  }

  #append(chunk: Float32Array): void {
    const joined = new Float32Array(this.#length + chunk.length);
    joined.set(this.#input.subarray(0, this.#length));
    joined.set(chunk, this.#length);
    this.#input = joined;
    this.#length = joined.length;
  }

  #filterAll({ up, down, taps, coefficients }: PolyphaseFilter): Float32Array {
    const room = Math.max(0, Math.ceil(((this.#length - taps + 1) * up) / down) + 1);
    const output = new Float32Array(room);
    let count = 0;
    let at = 0;
    while (at + taps <= this.#length) {
      let sum = 0;
      const phase = this.#phase * taps;
      for (let i = 0; i < taps; i++) sum += (this.#input[at + i] as number) * (coefficients[phase + i] as number);
      output[count++] = sum;
      const next = this.#phase + down;
      at += Math.floor(next / up);
      this.#phase = next % up;
    }
    // One step is far shorter than the filter, so `at` never leaves the input.
    this.#input = this.#input.slice(at);
    this.#length -= at;
    return output.slice(0, count);
  }
}
