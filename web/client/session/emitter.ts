/** Typed listeners; one that throws does not keep the others from hearing. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  /** Returns what takes the listener away again. */
  on<T extends keyof Events>(type: T, listener: (value: Events[T]) => void): () => void {
    let set = this.#listeners.get(type);
    if (set === undefined) this.#listeners.set(type, (set = new Set()));
    set.add(listener);
    return () => void set.delete(listener);
  }

  emit<T extends keyof Events>(type: T, value: Events[T]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        (listener as (value: Events[T]) => void)(value);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

function reportError(error: unknown): void {
  // Out of the emitter's stack, so that it reaches the page's own error handling.
  queueMicrotask(() => {
    throw error;
  });
}
