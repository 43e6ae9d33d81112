/** Pixels from the end at which a reader still counts as following. */
const nearEnd = 64;
/** More lines do not stand in the page at once. */
const maxShown = 200;

interface Shown<T> {
  readonly line: T;
  readonly manner: string;
  readonly item: HTMLLIElement;
}

/** Makes the item of a line, or brings it up to date; `anew`: it is shown in another manner than before. */
export type DrawLine<T> = (line: T, item: HTMLLIElement | undefined, anew: boolean) => HTMLLIElement;

/** The last lines of a list, each drawn again only when it is another one; follows the end until the reader scrolls up. */
export class LatestLines<T extends { readonly id: number }> {
  readonly #scroller: HTMLElement;
  readonly #list: HTMLElement;
  readonly #shown = new Map<number, Shown<T>>();
  #following = true;

  constructor(scroller: HTMLElement, list: HTMLElement) {
    this.#scroller = scroller;
    this.#list = list;
    scroller.addEventListener('scroll', () => (this.#following = this.#below() <= nearEnd), { passive: true });
    new ResizeObserver(() => this.#stayAtEnd()).observe(scroller);
  }

  /** `mannerOf`: what else than the line itself its looks depend on. */
  show(lines: readonly T[], mannerOf: (line: T) => string, draw: DrawLine<T>): void {
    const latest = lines.slice(-maxShown);
    const ids = new Set(latest.map(({ id }) => id));
    for (const [id, { item }] of this.#shown) {
      if (ids.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    for (const line of latest) {
      const manner = mannerOf(line);
      const known = this.#shown.get(line.id);
      if (known?.line === line && known.manner === manner) continue;
      const item = draw(line, known?.item, known?.manner !== manner);
      this.#shown.set(line.id, { line, manner, item });
      if (!item.isConnected) this.#list.append(item);
    }
    this.#stayAtEnd();
  }

  #below(): number {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight - this.#scroller.scrollTop;
  }

  #stayAtEnd(): void {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}
