import type { CaptionLine, Captions } from '../../client/index.js';
import { byId, element, setText, shortClock } from '../dom.js';
import type { Translator } from '../i18n/index.js';
import { editButton, editInPlace, moveBetween, offerLast } from './line-editor.js';
import { earlier, keep, latest, later, type ListWindow, shifted } from './window.js';

/** Pixels from the end at which a reader still counts as following. */
const nearEnd = 48;
const nearEdge = 400;

/** The captions on the page: follows the end until the reader scrolls up; only a part of a long list stands in it. */
export class CaptionsView {
  readonly #scroller = byId('captions');
  readonly #list = byId('lines');
  readonly #jump = byId<HTMLButtonElement>('jump');
  readonly #earlier = byId<HTMLButtonElement>('earlier');
  readonly #dropped = byId('dropped');
  readonly #shown = new Map<number, { line: CaptionLine; item: HTMLLIElement }>();
  readonly #translator: Translator;
  readonly #onEdit: (line: number, text: string) => void;
  #captions: Captions | undefined;
  #window: ListWindow = { from: 0, to: 0 };
  #following = true;

  /** `onEdit`: somebody has corrected a final line. */
  constructor(translator: Translator, onEdit: (line: number, text: string) => void) {
    this.#translator = translator;
    this.#onEdit = onEdit;
    this.#list.addEventListener('click', ({ target }) => this.#edit((target as Element).closest('.line-edit')));
    this.#list.addEventListener('dblclick', ({ target }) => this.#edit((target as Element).closest('.line-text')));
    this.#list.addEventListener('keydown', (event) => moveBetween(this.#list, event));
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#jump.addEventListener('click', () => this.jumpToLatest());
    this.#earlier.addEventListener('click', () => this.#move(earlier));
    new ResizeObserver(() => this.#stayAtEnd()).observe(this.#scroller);
  }

  /** Another text is shown: from its end. */
  replace(captions: Captions): void {
    this.#captions = undefined;
    this.#following = true;
    this.show(captions);
  }

  show(captions: Captions): void {
    const { length } = captions.lines;
    const dropped = captions.dropped - (this.#captions?.dropped ?? captions.dropped);
    this.#captions = captions;
    this.#window = this.#following ? latest(length) : keep(shifted(this.#window, dropped), length);
    this.#render();
    this.#stayAtEnd();
  }

  jumpToLatest(): void {
    this.#following = true;
    if (this.#captions !== undefined) this.show(this.#captions);
    this.#scroller.focus({ preventScroll: true });
  }

  #render(): void {
    const captions = this.#captions;
    if (captions === undefined) return;
    const lines = captions.lines.slice(this.#window.from, this.#window.to);
    const ids = new Set(lines.map((line) => line.id));
    for (const [id, { item }] of this.#shown) {
      if (ids.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    let before: Element | null = null;
    for (const line of lines) {
      const item = this.#itemOf(line);
      const next: Element | null = before === null ? this.#list.firstElementChild : before.nextElementSibling;
      if (next !== item) this.#list.insertBefore(item, next);
      before = item;
    }
    offerLast(this.#list);
    this.#earlier.hidden = this.#window.from === 0;
    this.#dropped.hidden = captions.dropped === 0 || this.#window.from > 0;
    setText(this.#dropped, this.#translator.text('captions.dropped', { count: captions.dropped }));
    this.#jump.hidden = this.#following;
  }

  #itemOf(line: CaptionLine): HTMLLIElement {
    const known = this.#shown.get(line.id);
    if (known?.line === line) return known.item;
    const item = known?.item ?? newItem();
    this.#fill(item, line);
    this.#shown.set(line.id, { line, item });
    return item;
  }

  #fill(item: HTMLLIElement, line: CaptionLine): void {
    fillItem(item, line);
    const [mark, button] = (item.children[2] as HTMLElement).children as unknown as [HTMLElement, HTMLElement];
    const { original } = line;
    mark.hidden = original === undefined;
    setText(mark, this.#translator.text('captions.edited'));
    mark.title = original === undefined ? '' : this.#translator.text('captions.was', { text: original });
    button.hidden = !line.final;
    button.title = this.#translator.text('captions.edit');
    button.setAttribute('aria-label', button.title);
  }

  #edit(inside: Element | null): void {
    const item = inside?.closest('li');
    const known = [...this.#shown.values()].find((shown) => shown.item === item);
    if (known === undefined || !known.line.final) return;
    const { line, item: found } = known;
    const button = found.querySelector<HTMLElement>('.line-edit');
    editInPlace(found.children[1] as HTMLElement, this.#translator.text('captions.edit'), (text) => {
      fillItem(found, line);
      button?.focus({ preventScroll: true });
      if (text !== undefined) this.#onEdit(line.id, text);
    });
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const length = this.#captions?.lines.length ?? 0;
    const below = scrollHeight - clientHeight - scrollTop;
    const following = below <= nearEnd && this.#window.to >= length;
    if (following !== this.#following) {
      this.#following = following;
      this.#jump.hidden = following;
    }
    if (following) return;
    if (scrollTop < nearEdge && this.#window.from > 0) this.#move(earlier);
    else if (below < nearEdge && this.#window.to < length) this.#move(later);
  }

  /** Shows another part of the list without moving what is being read. */
  #move(direction: (window: ListWindow, length: number) => ListWindow): void {
    const anchor = this.#firstVisible();
    const top = anchor?.getBoundingClientRect().top ?? 0;
    this.#following = false;
    this.#window = direction(this.#window, this.#captions?.lines.length ?? 0);
    this.#render();
    if (anchor?.isConnected) this.#scroller.scrollTop += anchor.getBoundingClientRect().top - top;
  }

  #firstVisible(): Element | undefined {
    const top = this.#scroller.getBoundingClientRect().top;
    return [...this.#list.children].find((item) => item.getBoundingClientRect().bottom > top);
  }

  #stayAtEnd(): void {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function newItem(): HTMLLIElement {
  return element(
    'li',
    { class: 'line' },
    element('time', { class: 'line-time' }),
    element('p', { class: 'line-text' }, element('span', { class: 'stable' }), element('span', { class: 'tail' })),
    element('div', { class: 'line-tools' }, element('span', { class: 'line-mark' }), editButton()),
  );
}

function fillItem(item: HTMLLIElement, line: CaptionLine): void {
  const [time, text] = item.children as unknown as [HTMLElement, HTMLElement];
  // An edit may have left anything in it.
  if (text.childElementCount !== 2) text.replaceChildren(element('span', { class: 'stable' }), element('span', { class: 'tail' }));
  const [stable, tail] = text.children as unknown as [HTMLElement, HTMLElement];
  item.classList.toggle('open', !line.final);
  setText(time, shortClock(line.start));
  setText(stable, line.stable);
  setText(tail, line.tail);
}
