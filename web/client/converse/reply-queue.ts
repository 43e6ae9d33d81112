/** Samples of replies between the network, which delivers in bursts, and the speakers, which take them evenly. */
export class ReplyQueue {
  readonly #startAfter: number;
  readonly #limit: number;
  readonly #chunks: { readonly reply: number; readonly position: number; readonly samples: Float32Array }[] = [];
  /** Samples taken of the first chunk. */
  #taken = 0;
  #held = 0;
  #running = false;
  #paused = false;
  #complete = false;
  /** So many chunks, the first ones, are let go with the next block; what came after `clear` stays. */
  #doomed = 0;
  #dropping = false;
  #reply = 0;
  #played = 0;

  /** Plays once `startAfter` samples are there, or all of a reply; holds at most `limit`, beyond which the newest are let go. */
  constructor(startAfter: number, limit: number) {
    this.#startAfter = startAfter;
    this.#limit = limit;
  }

  /** The reply that is heard, or was last. */
  get reply(): number {
    return this.#reply;
  }

  /** Up to which of its samples it was played. */
  get played(): number {
    return this.#played;
  }

  get isEmpty(): boolean {
    return this.#held === 0;
  }

  /** False when there was no room. */
  push(reply: number, position: number, samples: Float32Array): boolean {
    if (samples.length === 0 || this.#held + samples.length > this.#limit) return false;
    this.#chunks.push({ reply, position, samples });
    this.#held += samples.length;
    this.#complete = false;
    return true;
  }

  /** No more comes: what is there is played, however little it is. */
  finish(): void {
    this.#complete = true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** Silence from the next block on. */
  clear(): void {
    this.#dropping = true;
    this.#doomed = this.#chunks.length;
    this.#paused = false;
    this.#complete = false;
  }

  /** Fills the block: speech, and silence where there is none. */
  take(block: Float32Array): void {
    block.fill(0);
    const stops = this.#paused || this.#dropping;
    if (!this.#running && !stops) this.#running = this.#held > 0 && (this.#complete || this.#held >= this.#startAfter);
    if (this.#running) this.#fill(block);
    // A voice that is cut off clicks; one that fades within a block does not.
    if (stops) for (let at = 0; at < block.length; at++) block[at] = (block[at] ?? 0) * (1 - at / block.length);
    if (stops || this.#held === 0) this.#running = false;
    if (this.#dropping) this.#drop();
  }

  #fill(block: Float32Array): void {
    let at = 0;
    while (at < block.length && this.#chunks[0] !== undefined) {
      const { reply, position, samples } = this.#chunks[0];
      const part = samples.subarray(this.#taken, this.#taken + block.length - at);
      block.set(part, at);
      at += part.length;
      this.#taken += part.length;
      this.#held -= part.length;
      this.#reply = reply;
      this.#played = position + this.#taken;
      if (this.#taken === samples.length) {
        this.#chunks.shift();
        this.#taken = 0;
        if (this.#doomed > 0) this.#doomed--;
      }
    }
  }

  #drop(): void {
    const dropped = this.#chunks.splice(0, this.#doomed);
    if (dropped.length > 0) {
      this.#held -= dropped.reduce((sum, { samples }) => sum + samples.length, 0) - this.#taken;
      this.#taken = 0;
    }
    this.#doomed = 0;
    this.#dropping = false;
  }
}
