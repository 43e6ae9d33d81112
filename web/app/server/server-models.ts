import { listModels, type Model, ParleyError } from '../../client/index.js';
import type { Translator } from '../i18n/index.js';
import type { Banners } from '../views/banners.js';
import { messageOf } from '../views/banner-message.js';

/** What the server recognises speech with: asked once, and again while the server is still loading. */
export class ServerModels {
  readonly #url: URL;
  readonly #banners: Banners;
  readonly #translator: Translator;
  readonly #onChange: (() => void)[] = [];
  #all: readonly Model[] = [];

  constructor(url: URL, banners: Banners, translator: Translator) {
    this.#url = url;
    this.#banners = banners;
    this.#translator = translator;
  }

  /** The server's default first; empty until they are known. */
  get all(): readonly Model[] {
    return this.#all;
  }

  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }

  async load(): Promise<void> {
    try {
      this.#all = await listModels(this.#url);
      this.#banners.hide('models');
      for (const listener of this.#onChange) listener();
    } catch (error) {
      if (error instanceof ParleyError && error.retryAfterMs !== undefined) {
        // A server that has just started says when its models will be there.
        setTimeout(() => void this.load(), error.retryAfterMs);
        this.#banners.show('models', () => messageOf(this.#translator, 'note', 'error.starting'));
        return;
      }
      this.#banners.show('models', () => ({
        ...messageOf(this.#translator, 'warning', 'error.models'),
        action: { label: this.#translator.text('banner.retry'), run: () => void this.load() },
      }));
    }
  }
}
