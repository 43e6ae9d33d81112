import { MicrophoneError, ParleyError } from '../client/index.js';
import type { MessageKey, Translator } from './i18n/index.js';
import { en } from './i18n/en.js';

/** A failure in words a person can act on. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  /** Doing the same again may work. */
  readonly retry: boolean;
  /** …but not before this time, ms. */
  readonly retryAfterMs: number | undefined;
}

export function explain(error: unknown, translator: Translator): Explanation {
  if (error instanceof MicrophoneError) {
    const message = { message: error.message };
    return {
      title: translator.text(`mic.${error.problem}.title`),
      text: translator.text(`mic.${error.problem}.text`, message),
      retry: !['insecure_origin', 'unsupported'].includes(error.problem),
      retryAfterMs: undefined,
    };
  }
  if (error instanceof ParleyError) {
    const key = knownKey(error.code);
    const values = { message: error.message, request: error.requestId ?? '–' };
    return {
      title: translator.text(`error.${key}.title` as MessageKey),
      text: translator.text(`error.${key}.text` as MessageKey, values),
      retry: error.retry,
      retryAfterMs: error.retryAfterMs,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    title: translator.text('error.other.title'),
    text: translator.text('error.other.text', { message }),
    retry: true,
    retryAfterMs: undefined,
  };
}

/** Codes without words of their own show the server's. */
function knownKey(code: string): string {
  return Object.hasOwn(en, `error.${code}.title`) ? code : 'other';
}
