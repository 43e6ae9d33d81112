import type { Shown, SubtitleLine, Subtitles } from '../../client/index.js';
import { element, setText } from '../dom.js';

/** Pixels from the end at which a reader still counts as following. */
const nearEnd = 64;
/** More lines do not stand in the page at once. */
const maxShown = 200;

/** Lines in one or several languages, one cell each; how the cells lie is the style sheet's. Follows the end. */
export class SubtitlesView {
  readonly #scroller: HTMLElement;
  readonly #list: HTMLElement;
  readonly #missing: () => string;
  readonly #shown = new Map<number, { line: SubtitleLine; columns: string; item: HTMLLIElement }>();
  #following = true;

  /** `missing`: what stands where there is no translation. */
  constructor(scroller: HTMLElement, list: HTMLElement, missing: () => string) {
    this.#scroller = scroller;
    this.#list = list;
    this.#missing = missing;
    scroller.addEventListener('scroll', () => (this.#following = this.#below() <= nearEnd), { passive: true });
    new ResizeObserver(() => this.#stayAtEnd()).observe(scroller);
  }

  /** `columns`: the targets to show, with '' for what was spoken. */
  show({ lines }: Subtitles, columns: readonly string[]): void {
    const latest = lines.slice(-maxShown);
    const ids = new Set(latest.map(({ id }) => id));
    for (const [id, { item }] of this.#shown) {
      if (ids.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    for (const line of latest) {
      const item = this.#itemOf(line, columns);
      if (!item.isConnected) this.#list.append(item);
    }
    this.#list.style.setProperty('--columns', String(Math.max(1, columns.length)));
    this.#stayAtEnd();
  }

  #itemOf(line: SubtitleLine, columns: readonly string[]): HTMLLIElement {
    const key = JSON.stringify([columns, line.language]);
    const known = this.#shown.get(line.id);
    if (known?.line === line && known.columns === key) return known.item;
    const item = known?.item ?? element('li', { class: 'sub' });
    if (known?.columns !== key) item.replaceChildren(...columns.map((target) => newCell(target, target || line.language)));
    for (const [at, target] of columns.entries()) this.#fill(item.children[at] as HTMLElement, target === '' ? line.source : line.targets[target]);
    this.#shown.set(line.id, { line, columns: key, item });
    return item;
  }

  #fill(cell: HTMLElement, shown: Shown | undefined): void {
    const [stable, tail] = cell.children as unknown as [HTMLElement, HTMLElement];
    setText(stable, shown?.failed ? this.#missing() : (shown?.stable ?? ''));
    setText(tail, shown?.tail ?? '');
    cell.classList.toggle('open', shown !== undefined && !shown.final);
    cell.classList.toggle('failed', shown?.failed === true);
  }

  #below(): number {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight - this.#scroller.scrollTop;
  }

  #stayAtEnd(): void {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function newCell(target: string, language: string): HTMLElement {
  const attributes = { class: target === '' ? 'cell source' : 'cell', dir: 'auto', ...(language === 'auto' ? {} : { lang: language }) };
  return element('p', attributes, element('span', { class: 'stable' }), element('span', { class: 'tail' }));
}
