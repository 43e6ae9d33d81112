export interface TalkInProgress {
  readonly id: string;
  readonly withMicrophone: boolean;
  /** The reply that was heard last, and how many of its samples were; 0: none yet. */
  readonly reply: number;
  readonly played: number;
}

const key = 'parley.talk';

/** The conversation that goes on, for as long as the tab lives: a page loaded anew continues it where it was heard. */
export class KeptTalk {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  get current(): TalkInProgress | undefined {
    try {
      const { id, withMicrophone, reply, played } = JSON.parse(this.#storage?.getItem(key) ?? '{}') as Record<string, unknown>;
      if (typeof id !== 'string' || typeof reply !== 'number' || typeof played !== 'number') return undefined;
      return { id, withMicrophone: withMicrophone === true, reply, played };
    } catch {
      return undefined;
    }
  }

  keep(talk: TalkInProgress): void {
    try {
      this.#storage?.setItem(key, JSON.stringify(talk));
    } catch {
      // Full or forbidden: this conversation will not be continued.
    }
  }

  heard(reply: number, played: number): void {
    const { current } = this;
    if (current !== undefined) this.keep({ ...current, reply, played });
  }

  forget(): void {
    this.#storage?.removeItem(key);
  }
}
