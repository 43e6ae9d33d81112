/** What is said, in other languages, as `docs/translation.md` defines it. */

interface Translation {
  readonly seq: number;
  readonly utterance: number;
  /** BCP-47. */
  readonly target: string;
}

/** Shown as `stable` + `tail`; within an utterance `stable` only grows. */
export interface TranslationPartial extends Translation {
  readonly type: 'translation.partial';
  readonly stable: string;
  readonly tail: string;
}

export interface TranslationFinal extends Translation {
  readonly type: 'translation.final';
  readonly text: string;
  /** Empty when the utterance is in that language already. */
  readonly translator?: string;
  /** It knows a list of phrases and no language. */
  readonly scripted?: boolean;
}

/** In place of a final: there is no translation of this utterance. */
export interface TranslationFailed extends Translation {
  readonly type: 'translation.failed';
  readonly code: string;
  readonly message: string;
}
