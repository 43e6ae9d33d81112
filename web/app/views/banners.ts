import { byId, element } from '../dom.js';
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

/** Messages above the dock; one of a kind at a time. */
export class Banners {
  readonly #region = byId('banners');
  readonly #translator: Translator;
  readonly #shown = new Map<string, () => void>();

  constructor(translator: Translator) {
    this.#translator = translator;
  }

  show(kind: string, banner: Banner): void {
    this.hide(kind);
    const { tone, title, text, action, forMs } = banner;
    const body = element('div', { class: 'banner-body' }, element('strong', {}, title));
    if (text) body.append(element('p', {}, text));
    const item = element('div', { class: `banner ${tone}`, role: tone === 'note' ? 'status' : 'alert' }, body);
    const timers: ReturnType<typeof setInterval>[] = [];
    if (action) item.append(this.#actionButton(kind, action, timers));
    item.append(this.#closeButton(kind));
    if (forMs !== undefined) timers.push(setTimeout(() => this.hide(kind), forMs));
    this.#region.append(item);
    this.#shown.set(kind, () => {
      for (const timer of timers) clearInterval(timer);
      item.remove();
    });
  }

  hide(kind: string): void {
    this.#shown.get(kind)?.();
    this.#shown.delete(kind);
  }

  #actionButton(kind: string, action: NonNullable<Banner['action']>, timers: ReturnType<typeof setInterval>[]): HTMLElement {
    const button = element('button', { type: 'button', class: 'quiet' }, action.label);
    button.addEventListener('click', () => {
      this.hide(kind);
      action.run();
    });
    const until = Date.now() + (action.afterMs ?? 0);
    const update = (): void => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? this.#translator.text('banner.retry_in', { seconds }) : action.label;
    };
    update();
    if (action.afterMs) timers.push(setInterval(update, 250));
    return button;
  }

  #closeButton(kind: string): HTMLElement {
    const label = this.#translator.text('banner.close');
    const button = element('button', { type: 'button', class: 'tool close', 'aria-label': label, title: label }, '×');
    button.addEventListener('click', () => this.hide(kind));
    return button;
  }
}
