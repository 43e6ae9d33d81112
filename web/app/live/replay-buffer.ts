/**
 * Audio that has no final yet, so that another session can hear it again when the connection breaks. Positions are
 * samples from the beginning of the recording. Bounded: the oldest audio goes first.
 */
export class ReplayBuffer {
  readonly #maxSamples: number;
  readonly #chunks: Int16Array[] = [];
  #start = 0;
  #end = 0;

  constructor(maxSamples: number) {
    this.#maxSamples = maxSamples;
  }

  /** First sample held. */
  get start(): number {
    return this.#start;
  }

  /** One past the last sample held. */
  get end(): number {
    return this.#end;
  }

  push(chunk: Int16Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#end += chunk.length;
    this.forgetBefore(this.#end - this.#maxSamples);
  }

  forgetBefore(position: number): void {
    let first = this.#chunks[0];
    while (first !== undefined && this.#start + first.length <= position) {
      this.#chunks.shift();
      this.#start += first.length;
      first = this.#chunks[0];
    }
    if (first !== undefined && position > this.#start) {
      this.#chunks[0] = first.slice(position - this.#start);
      this.#start = position;
    }
  }

  chunks(): readonly Int16Array[] {
    return this.#chunks;
  }
}
