import type { Translator } from './index.js';

/** What a BCP-47 tag is called in the language of the page; a tag that the browser does not know stands for itself. */
export function languageName(tag: string, translator: Translator): string {
  if (tag === 'auto') return translator.text('language.auto');
  try {
    return new Intl.DisplayNames([translator.language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
