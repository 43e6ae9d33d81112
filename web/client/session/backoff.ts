/** Waits that double, each cut by chance to half at most, so that many clients do not come back at once. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(firstMs: number, maxMs: number, random: () => number = Math.random) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  /** How long to wait before the next attempt, ms. */
  next(): number {
    const full = Math.min(this.#maxMs, this.#firstMs * 2 ** this.#failures++);
    return full * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
