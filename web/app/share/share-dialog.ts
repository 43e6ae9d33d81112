import { shareSession } from '../../client/index.js';
import { byId } from '../dom.js';
import { copy } from '../export-file.js';
import type { AppContext } from '../shell/context.js';
import { formatRoute } from '../shell/routes.js';
import { failureOf } from '../views/banner-message.js';

/** Gives others a link with which they read along. */
export class ShareDialog {
  readonly #app: AppContext;
  readonly #dialog = byId<HTMLDialogElement>('share-dialog');
  readonly #link = byId<HTMLInputElement>('share-link');
  readonly #copy = byId<HTMLButtonElement>('share-copy');

  constructor(app: AppContext) {
    this.#app = app;
    this.#copy.addEventListener('click', () => void this.#copyLink());
    byId('share-send').addEventListener('click', () => void navigator.share?.({ url: this.#link.value }).catch(() => undefined));
    byId('share-send').hidden = typeof navigator.share !== 'function';
    this.#link.addEventListener('focus', () => this.#link.select());
    this.#dialog.addEventListener('pointerdown', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
  }

  async open(sessionId: string): Promise<void> {
    const { url, banners, translator } = this.#app;
    try {
      const link = await shareSession(sessionId, url);
      this.#link.value = new URL(formatRoute({ page: 'watch', item: link }), url).href;
    } catch (error) {
      banners.show('share', () => failureOf(translator, 'error', error, undefined, () => void this.open(sessionId)));
      return;
    }
    banners.hide('share');
    byId<HTMLAnchorElement>('share-open').href = this.#link.value;
    this.#copy.textContent = translator.text('share.copy');
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #copyLink(): Promise<void> {
    try {
      await copy(this.#link.value);
      this.#copy.textContent = this.#app.translator.text('export.copied');
    } catch {
      // The link stays selected, to be copied by hand.
      this.#link.focus();
    }
  }
}
