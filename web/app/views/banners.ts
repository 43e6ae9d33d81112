import { byId, element, setText } from '../dom.js';
import type { Translator } from '../i18n/index.js';

export interface Banner {
  readonly tone: 'error' | 'warning' | 'note';
  readonly title: string;
  readonly text?: string;
  readonly action?: {
    readonly label: string;
    readonly run: () => void;
    /** Not before this time, ms. */
    readonly afterMs?: number | undefined;
  };
  /** Goes away by itself after this time, ms. */
  readonly forMs?: number;
}

interface Shown {
  readonly make: () => Banner;
  /** When the action may be used, on the clock of `Date.now()`. */
  readonly actionAt: number;
  item: HTMLElement;
  readonly timers: ReturnType<typeof setInterval>[];
}

/** Messages above the dock; one of a kind at a time, in the language the page has now. */
export class Banners {
  readonly #region = byId('banners');
  readonly #translator: Translator;
  readonly #shown = new Map<string, Shown>();

  constructor(translator: Translator) {
    this.#translator = translator;
    translator.onChange(() => this.#redraw());
  }

  /** The messages stand where the page that is shown has a place for them. */
  moveTo(page: HTMLElement): void {
    page.querySelector('.banner-slot')?.append(this.#region);
  }

  show(kind: string, make: () => Banner): void {
    this.hide(kind);
    const { action, forMs } = make();
    const shown: Shown = { make, actionAt: Date.now() + (action?.afterMs ?? 0), item: element('div'), timers: [] };
    this.#shown.set(kind, shown);
    shown.item = this.#draw(kind, shown);
    this.#region.append(shown.item);
    if (forMs !== undefined) shown.timers.push(setTimeout(() => this.hide(kind), forMs));
    if (action?.afterMs) shown.timers.push(setInterval(() => this.#count(shown), 250));
  }

  hide(kind: string): void {
    const shown = this.#shown.get(kind);
    for (const timer of shown?.timers ?? []) clearInterval(timer);
    shown?.item.remove();
    this.#shown.delete(kind);
  }

  #redraw(): void {
    for (const [kind, shown] of this.#shown) {
      const item = this.#draw(kind, shown);
      shown.item.replaceWith(item);
      shown.item = item;
    }
  }

  #draw(kind: string, shown: Shown): HTMLElement {
    const { tone, title, text, action } = shown.make();
    const body = element('div', { class: 'banner-body' }, element('strong', {}, title));
    if (text) body.append(element('p', {}, text));
    const item = element('div', { class: `banner ${tone}`, role: tone === 'note' ? 'status' : 'alert' }, body);
    if (action) {
      const button = element('button', { type: 'button', class: 'quiet' });
      button.addEventListener('click', () => {
        this.hide(kind);
        action.run();
      });
      item.append(button);
    }
    const label = this.#translator.text('banner.close');
    const close = element('button', { type: 'button', class: 'tool close', 'aria-label': label, title: label }, '×');
    close.addEventListener('click', () => this.hide(kind));
    item.append(close);
    this.#count({ ...shown, item });
    return item;
  }

  /** Says on the action's button how long it has to wait. */
  #count({ make, actionAt, item }: Shown): void {
    const button = item.querySelector<HTMLButtonElement>('.quiet');
    if (button === null) return;
    const seconds = Math.ceil((actionAt - Date.now()) / 1000);
    button.disabled = seconds > 0;
    setText(button, seconds > 0 ? this.#translator.text('banner.retry_in', { seconds }) : (make().action?.label ?? ''));
  }
}
