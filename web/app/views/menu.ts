/** A button that opens a menu, as the ARIA practices describe it: arrows move, Escape and Tab leave. */
export class Menu {
  readonly #button: HTMLButtonElement;
  readonly #menu: HTMLElement;

  constructor(button: HTMLButtonElement, menu: HTMLElement) {
    this.#button = button;
    this.#menu = menu;
    button.addEventListener('click', () => (this.#isOpen ? this.close() : this.open()));
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      this.open(event.key === 'ArrowUp' ? -1 : 0);
    });
    menu.addEventListener('keydown', (event) => this.#keyDown(event));
    menu.addEventListener('click', () => this.close(true));
    document.addEventListener('pointerdown', ({ target }) => {
      if (this.#isOpen && !menu.contains(target as Node) && !button.contains(target as Node)) this.close();
    });
  }

  open(at = 0): void {
    if (this.#button.disabled) return;
    this.#menu.hidden = false;
    this.#button.setAttribute('aria-expanded', 'true');
    this.#items().at(at)?.focus();
  }

  close(returnFocus = false): void {
    this.#menu.hidden = true;
    this.#button.setAttribute('aria-expanded', 'false');
    if (returnFocus) this.#button.focus();
  }

  get #isOpen(): boolean {
    return !this.#menu.hidden;
  }

  #items(): HTMLButtonElement[] {
    return [...this.#menu.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)')];
  }

  #keyDown(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      (items.at(target) ?? items[0])?.focus();
    } else if (event.key === 'Escape') {
      this.close(true);
    } else if (event.key === 'Tab') {
      this.close();
    }
  }
}
