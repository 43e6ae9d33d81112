import { uiLanguages, type UiLanguage } from '../i18n/index.js';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const captionSizes = ['small', 'medium', 'large', 'huge'] as const;
export type CaptionSize = (typeof captionSizes)[number];

/** Heard all the time, or only while a button is held. */
export const talkModes = ['hands_free', 'push'] as const;
export type TalkMode = (typeof talkModes)[number];

/** What was spoken and its translations beside each other, or below. */
export const translateLayouts = ['columns', 'subtitles'] as const;
export type TranslateLayout = (typeof translateLayouts)[number];

/** What the page remembers about its user. */
export interface Settings {
  /** `undefined`: as the browser prefers. */
  readonly uiLanguage: UiLanguage | undefined;
  readonly theme: Theme;
  readonly captionSize: CaptionSize;
  readonly shortcuts: boolean;
  readonly model: string | undefined;
  readonly language: string | undefined;
  /** As the browser names its devices; `undefined`: its own choice. */
  readonly inputDevice: string | undefined;
  readonly outputDevice: string | undefined;
  readonly talkMode: TalkMode;
  readonly assistant: string | undefined;
  readonly voice: string | undefined;
  /** Languages to translate to; `undefined`: none was chosen yet. */
  readonly targets: readonly string[] | undefined;
  readonly translateLayout: TranslateLayout;
  /** Ask the server to keep what is said, where it keeps what is asked for. */
  readonly keepHistory: boolean;
  /** Translations show only what will not change any more. */
  readonly calm: boolean;
}

const initial: Settings = {
  uiLanguage: undefined,
  theme: 'auto',
  captionSize: 'medium',
  shortcuts: true,
  model: undefined,
  language: undefined,
  inputDevice: undefined,
  outputDevice: undefined,
  talkMode: 'hands_free',
  assistant: undefined,
  voice: undefined,
  targets: undefined,
  translateLayout: 'columns',
  calm: false,
  keepHistory: false,
};

/** Also read by `public/theme.js`, which sets the appearance before the first paint. */
const storageKey = 'parley.settings';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** Settings kept in the browser; where it keeps nothing (private windows, blocked storage), for this visit only. */
export class SettingsStore {
  readonly #storage: Storage | undefined;
  readonly #onChange: ((settings: Settings) => void)[] = [];
  #settings: Settings;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#settings = readSettings(storage);
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Calls the listener now and at every change. */
  follow(listener: (settings: Settings) => void): void {
    this.#onChange.push(listener);
    listener(this.#settings);
  }

  update(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change };
    try {
      this.#storage?.setItem(storageKey, JSON.stringify(this.#settings));
    } catch {
      // A full or forbidden storage costs only the memory of the choice.
    }
    for (const listener of this.#onChange) listener(this.#settings);
  }
}

/** What was stored by another version, or by hand, counts only where it makes sense. */
function readSettings(storage: Storage | undefined): Settings {
  let stored: Partial<Record<keyof Settings, unknown>>;
  try {
    stored = (JSON.parse(storage?.getItem(storageKey) ?? '{}') ?? {}) as typeof stored;
  } catch {
    return initial;
  }
  return {
    uiLanguage: oneOf(uiLanguages, stored.uiLanguage) ?? initial.uiLanguage,
    theme: oneOf(themes, stored.theme) ?? initial.theme,
    captionSize: oneOf(captionSizes, stored.captionSize) ?? initial.captionSize,
    shortcuts: typeof stored.shortcuts === 'boolean' ? stored.shortcuts : initial.shortcuts,
    model: textOf(stored.model),
    language: textOf(stored.language),
    inputDevice: textOf(stored.inputDevice),
    outputDevice: textOf(stored.outputDevice),
    talkMode: oneOf(talkModes, stored.talkMode) ?? initial.talkMode,
    assistant: textOf(stored.assistant),
    voice: textOf(stored.voice),
    targets: textsOf(stored.targets),
    translateLayout: oneOf(translateLayouts, stored.translateLayout) ?? initial.translateLayout,
    keepHistory: typeof stored.keepHistory === 'boolean' ? stored.keepHistory : initial.keepHistory,
    calm: typeof stored.calm === 'boolean' ? stored.calm : initial.calm,
  };
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((candidate) => candidate === value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}
