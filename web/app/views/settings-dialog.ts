import { byId, element } from '../dom.js';
import type { Translator } from '../i18n/index.js';
import type { Settings, SettingsStore } from '../settings/settings.js';
import { type Shortcut } from './shortcuts.js';

/** The dialog of settings and shortcuts. */
export class SettingsDialog {
  readonly #dialog = byId<HTMLDialogElement>('settings');
  readonly #store: SettingsStore;
  readonly #translator: Translator;
  readonly #shortcuts: readonly Shortcut[];

  constructor(store: SettingsStore, translator: Translator, shortcuts: readonly Shortcut[]) {
    this.#store = store;
    this.#translator = translator;
    this.#shortcuts = shortcuts;
    byId('open-settings').addEventListener('click', () => this.open());
    this.#dialog.addEventListener('change', ({ target }) => this.#changed(target as HTMLInputElement));
    // A press on the backdrop is a press on the dialog itself, outside of its form.
    this.#dialog.addEventListener('pointerdown', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  open(): void {
    if (!this.isOpen) this.#dialog.showModal();
  }

  draw(settings: Settings): void {
    const values = { ...settings, uiLanguage: this.#translator.language };
    for (const input of this.#dialog.querySelectorAll<HTMLInputElement>('input')) {
      if (input.type === 'checkbox') input.checked = settings.shortcuts;
      else input.checked = values[input.name as 'theme' | 'captionSize' | 'uiLanguage'] === input.value;
    }
    byId('shortcut-list').replaceChildren(
      ...this.#shortcuts.flatMap(({ name, key }) => [
        element('dt', {}, this.#translator.text(name)),
        element('dd', {}, element('kbd', {}, key)),
      ]),
    );
  }

  #changed(input: HTMLInputElement): void {
    this.#store.update({ [input.name]: input.type === 'checkbox' ? input.checked : input.value });
  }
}
