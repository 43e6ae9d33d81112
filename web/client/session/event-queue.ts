import { ParleyError } from '../protocol/parley-error.js';

/** Between a socket that pushes and a loop that pulls; bounded, so that a loop that fell asleep is told. */
export class EventQueue<T> {
  readonly #limit: number;
  readonly #values: T[] = [];
  #outcome: { readonly error: ParleyError | undefined } | undefined;
  #wake: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(value: T): void {
    if (this.#outcome !== undefined) return;
    if (this.#values.length >= this.#limit) {
      this.finish(ParleyError.client('reader_too_slow', `More than ${this.#limit} events wait to be read.`));
      return;
    }
    this.#values.push(value);
    this.#wake?.();
  }

  /** What was pushed is still read; then the loop ends, or throws the error. */
  finish(error?: ParleyError): void {
    this.#outcome ??= { error };
    this.#wake?.();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) {
        yield value;
      } else if (this.#outcome !== undefined) {
        if (this.#outcome.error !== undefined) throw this.#outcome.error;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }
}
