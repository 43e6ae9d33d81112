/** What `session.start` may say. Absent means the server's default. */
export interface StartOptions {
  /** BCP-47 (`en`, `zh-TW`) or `auto`. */
  readonly language?: string;
  /** A name from `/v1/models`. */
  readonly model?: string;
  readonly mode?: 'stream' | 'batch';
  readonly input?: {
    /** How `sendAudio` writes samples on the wire. */
    readonly encoding?: 's16le' | 'f32le';
    /** Hz, 8000 to 48000. */
    readonly rate?: number;
    readonly channels?: 1 | 2;
  };
  readonly partials?: boolean;
  /** The session outlives its connection; `ParleySession` then attaches again by itself. */
  readonly resumable?: boolean;
  /** How long it waits for that, 1 to 600 s; default 120. */
  readonly resume_window?: number;
  readonly endpointing?: {
    /** Silence that closes an utterance, 100 to 5000 ms. */
    readonly silence_ms?: number;
    /** Longest utterance before it is cut, 2000 to 30000 ms. */
    readonly max_utterance_ms?: number;
    /** Silence closes nothing: `flush` says where an utterance is over. */
    readonly manual?: boolean;
    /** Probability of speech at which an utterance starts, 0 to 1. */
    readonly threshold?: number;
  };
  /** The session answers what is said in it; an empty object takes every default. */
  readonly converse?: ConverseOptions;
  /** Whether what is said is kept; absent: as the server does. */
  readonly history?: { readonly text?: boolean; readonly audio?: boolean };
  /** What is said is translated while it is spoken. */
  readonly translate?: TranslateOptions;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What `session.update` changes while the session runs; what is absent stays. */
export type SessionChange = Pick<StartOptions, 'language' | 'translate'>;

/** Who answers, and how. */
export interface ConverseOptions {
  /** A name from `/api/system/info`. */
  readonly assistant?: string;
  /** A name from `/v1/audio/voices`; absent: one that fits the language of each sentence. */
  readonly voice?: string;
  /** What the assistant is told to be, at most 8000 characters. */
  readonly instructions?: string;
  /** Turns that it is reminded of, 0 to 200. */
  readonly history?: number;
  /** Hz of its speech, 8000 to 48000. */
  readonly rate?: number;
}

/** Into which languages, and how. */
export interface TranslateOptions {
  /** BCP-47, at most 8. */
  readonly targets: readonly string[];
  /** A name from `/api/system/info`; absent: the first that knows both languages. */
  readonly translator?: string;
  /** Partials show only what will not change any more. */
  readonly calm?: boolean;
}
