import type { SessionUpdated, TranslateOptions } from '../../client/index.js';

/** What a session is asked to understand and to translate into. */
export interface TranslationRequest {
  readonly language: string;
  readonly translate: TranslateOptions;
}

/** What a session that runs was asked for, and what of it holds: it may refuse a change, and then goes on as before. */
export class RunningRequest {
  #asked: TranslationRequest;
  #holding: TranslationRequest;

  constructor(request: TranslationRequest) {
    this.#asked = request;
    this.#holding = request;
  }

  /** False when it was asked for already. */
  ask(request: TranslationRequest): boolean {
    if (same(request, this.#asked)) return false;
    this.#asked = request;
    return true;
  }

  confirm({ language, targets }: SessionUpdated): void {
    this.#holding = { language, translate: { ...this.#asked.translate, targets } };
  }

  /** The session refused what it was asked for last; gives what holds, `undefined` when nothing was asked. */
  refuse(): TranslationRequest | undefined {
    if (same(this.#asked, this.#holding)) return undefined;
    this.#asked = this.#holding;
    return this.#holding;
  }
}

function same(one: TranslationRequest, other: TranslationRequest): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
