import type { PageName } from './routes.js';

/** One page at a time listens: whoever begins ends the one before. */
export class MicrophoneClaim {
  #holder: { readonly page: PageName; readonly stop: () => void } | undefined;
  readonly #onChange: (holder: PageName | undefined) => void;

  constructor(onChange: (holder: PageName | undefined) => void) {
    this.#onChange = onChange;
  }

  take(page: PageName, stop: () => void): void {
    const before = this.#holder;
    this.#holder = { page, stop };
    if (before !== undefined && before.page !== page) before.stop();
    this.#onChange(page);
  }

  release(page: PageName): void {
    if (this.#holder?.page !== page) return;
    this.#holder = undefined;
    this.#onChange(undefined);
  }
}
