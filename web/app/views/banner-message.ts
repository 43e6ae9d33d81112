import { explain } from '../explain.js';
import type { MessageKey, Translator, Values } from '../i18n/index.js';
import type { Banner } from './banners.js';

/** A banner whose words stand under `key` as title and text. */
export function messageOf(translator: Translator, tone: Banner['tone'], key: string, values?: Values): Banner {
  const title = translator.text(`${key}.title` as MessageKey, values);
  return { tone, title, text: translator.text(`${key}.text` as MessageKey, values) };
}

/** A banner that explains a failure; `about` names what failed, `again` tries it once more where that may help. */
export function failureOf(translator: Translator, tone: Banner['tone'], error: unknown, about?: string, again?: () => void): Banner {
  const { title, text, retry, retryAfterMs } = explain(error, translator);
  const action = retry && again ? { label: translator.text('banner.retry'), run: again, afterMs: retryAfterMs } : undefined;
  return { tone, title: about === undefined ? title : `${about}: ${title}`, text, ...(action ? { action } : {}) };
}
