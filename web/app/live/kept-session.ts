/** The id of the session that is recorded, for as long as the tab lives: a page loaded anew goes on with it. */
export class KeptSession {
  readonly #storage: Storage | undefined;

  readonly #key: string;

  /** `key`: under which the storage holds it, for each page that records its own. */
  constructor(storage: Storage | undefined, key = 'parley.session') {
    this.#storage = storage;
    this.#key = key;
  }

  get id(): string | undefined {
    return this.#storage?.getItem(this.#key) ?? undefined;
  }

  keep(id: string): void {
    try {
      this.#storage?.setItem(this.#key, id);
    } catch {
      // Full or forbidden: this session will not be continued.
    }
  }

  forget(): void {
    this.#storage?.removeItem(this.#key);
  }
}
