const key = 'parley.session';

/** The id of the session that is recorded, for as long as the tab lives: a page loaded anew goes on with it. */
export class KeptSession {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  get id(): string | undefined {
    return this.#storage?.getItem(key) ?? undefined;
  }

  keep(id: string): void {
    try {
      this.#storage?.setItem(key, id);
    } catch {
      // Full or forbidden: this session will not be continued.
    }
  }

  forget(): void {
    this.#storage?.removeItem(key);
  }
}
