import type { Level } from '../../client/index.js';

/** A microphone that is on hears at least its own noise: this many levels (20 ms each) without any are a switch or a
 * wrong device. */
const patience = 250;

/** Finds a microphone that gives nothing at all. */
export class SilenceWatch {
  #empty = 0;
  #silent = false;

  /** `true` when it went silent with this level, `false` when it is heard again, else `undefined`. */
  add(level: Level): boolean | undefined {
    this.#empty = level.peak === 0 ? this.#empty + 1 : 0;
    const silent = this.#empty >= patience;
    if (silent === this.#silent) return undefined;
    this.#silent = silent;
    return silent;
  }
}
