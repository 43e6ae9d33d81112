import { en } from './en.js';
import type { MessageKey, Messages } from './messages.js';
import { zhTW } from './zh-tw.js';

export type { MessageKey } from './messages.js';

export const uiLanguages = ['en', 'zh-TW'] as const;
export type UiLanguage = (typeof uiLanguages)[number];

export const messagesOf: Readonly<Record<UiLanguage, Messages>> = { en, 'zh-TW': zhTW };

/** The first of the browser's languages that the page speaks; English when it speaks none. */
export function preferredLanguage(browserLanguages: readonly string[]): UiLanguage {
  for (const tag of browserLanguages) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-TW';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

export type Values = Readonly<Record<string, string | number>>;

/** The page's words in the language that is chosen now. */
export class Translator {
  #language: UiLanguage;
  readonly #onChange: (() => void)[] = [];

  constructor(language: UiLanguage) {
    this.#language = language;
  }

  get language(): UiLanguage {
    return this.#language;
  }

  set language(language: UiLanguage) {
    this.#language = language;
    for (const listener of this.#onChange) listener();
  }

  /** Calls the listener whenever another language is chosen. */
  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }

  text(key: MessageKey, values: Values = {}): string {
    return messagesOf[this.#language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }
}

/** Writes the words of a part of the page: `data-text` and `data-label` name the messages. */
export function translate(root: ParentNode, translator: Translator): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = translator.text(element.dataset['text'] as MessageKey);
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-label]')) {
    const label = translator.text(element.dataset['label'] as MessageKey);
    element.setAttribute('aria-label', label);
    if (element.matches('button')) element.title = label;
  }
}
