import { byId } from '../dom.js';
import type { Translator } from '../i18n/index.js';
import type { PageName } from './routes.js';

/** The list of pages: a column at the side, and on a phone behind a button. */
export class Navigation {
  readonly #side = byId('side');
  readonly #button = byId<HTMLButtonElement>('open-menu');
  readonly #title = byId('topbar-title');
  readonly #translator: Translator;
  readonly #narrow = matchMedia('(max-width: 52rem)');

  constructor(translator: Translator) {
    this.#translator = translator;
    this.#button.addEventListener('click', () => this.#open());
    byId('close-menu').addEventListener('click', () => this.close());
    byId('scrim').addEventListener('click', () => this.close());
    this.#side.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#isOpen) this.close();
    });
    // A link to where somebody is already changes no address.
    this.#side.addEventListener('click', ({ target }) => {
      if ((target as Element).closest('a')) this.close(false);
    });
    this.#narrow.addEventListener('change', () => {
      this.close(false);
      this.#lock(false);
    });
    this.#lock(false);
  }

  draw(page: PageName): void {
    for (const link of this.#links()) {
      if (link.dataset['page'] === page) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    this.#title.textContent = this.#translator.text(`nav.${page}`);
  }

  /** Marks the page that uses the microphone, so that somebody who looks elsewhere knows that it is on. */
  mark(page: PageName | undefined): void {
    for (const link of this.#links()) {
      const on = link.dataset['page'] === page;
      link.classList.toggle('listening', on);
      link.querySelector('.nav-live')?.toggleAttribute('hidden', !on);
    }
  }

  close(returnFocus = true): void {
    if (!this.#isOpen) return;
    document.body.classList.remove('menu-open');
    this.#button.setAttribute('aria-expanded', 'false');
    this.#lock(false);
    if (returnFocus) this.#button.focus();
  }

  get #isOpen(): boolean {
    return document.body.classList.contains('menu-open');
  }

  #open(): void {
    document.body.classList.add('menu-open');
    this.#button.setAttribute('aria-expanded', 'true');
    this.#lock(true);
    (this.#links().find((link) => link.hasAttribute('aria-current')) ?? this.#links()[0])?.focus();
  }

  /** While the list lies over the page nothing below it can be reached, and nothing in it while it is away. */
  #lock(locked: boolean): void {
    for (const id of ['main', 'topbar']) byId(id).inert = locked;
    this.#side.inert = this.#narrow.matches && !locked;
  }

  #links(): HTMLAnchorElement[] {
    return [...this.#side.querySelectorAll<HTMLAnchorElement>('a[data-page]')];
  }
}
