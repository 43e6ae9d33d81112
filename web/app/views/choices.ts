import type { Model } from '../../client/index.js';
import type { Translator } from '../i18n/index.js';
import { languageName } from '../i18n/language-name.js';
import type { SettingsStore } from '../settings/settings.js';

/** The model and the spoken language, as far as the server tells which there are. */
export class Choices {
  readonly #model: HTMLSelectElement;
  readonly #language: HTMLSelectElement;
  readonly #settings: SettingsStore;
  readonly #translator: Translator;
  #models: readonly Model[] = [];

  constructor(model: HTMLSelectElement, language: HTMLSelectElement, settings: SettingsStore, translator: Translator) {
    this.#model = model;
    this.#language = language;
    this.#settings = settings;
    this.#translator = translator;
    this.#model.addEventListener('change', () => {
      settings.update({ model: this.#model.value });
      this.draw();
    });
    this.#language.addEventListener('change', () => settings.update({ language: this.#language.value }));
  }

  set models(models: readonly Model[]) {
    this.#models = models;
    this.draw();
  }

  /** A session keeps the model and the language it began with. */
  set disabled(disabled: boolean) {
    this.#model.disabled = disabled || this.#models.length === 0;
    this.#language.disabled = disabled;
  }

  /** `undefined`: the server's default. */
  get model(): string | undefined {
    return this.#chosenModel()?.id;
  }

  get language(): string {
    return this.#language.value;
  }

  draw(): void {
    const model = this.#chosenModel();
    const models = this.#models.map(({ id }) => option(id, id, id === model?.id));
    this.#model.replaceChildren(...(models.length > 0 ? models : [option('', this.#translator.text('models.none'), true)]));
    const languages = model?.languages?.length ? model.languages : ['en'];
    const wanted = this.#settings.current.language;
    const chosen = wanted !== undefined && languages.includes(wanted) ? wanted : languages[0];
    this.#language.replaceChildren(...languages.map((tag) => option(tag, languageName(tag, this.#translator), tag === chosen)));
  }

  #chosenModel(): Model | undefined {
    return this.#models.find(({ id }) => id === this.#settings.current.model) ?? this.#models[0];
  }
}

function option(value: string, text: string, selected: boolean): HTMLOptionElement {
  return new Option(text, value, selected, selected);
}
