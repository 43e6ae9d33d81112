import { type KeptConversation, listConversations, ParleyError } from '../../../client/index.js';
import { byId, element, listed, setText, shortClock } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { formatRoute } from '../../shell/routes.js';
import { failureOf } from '../../views/banner-message.js';
import { OneConversation } from './one-conversation.js';

const searchDelayMs = 300;

/** Conversations that were kept: to find, to read, to hear, to correct, to take away, to delete. */
export class HistoryPage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #one: OneConversation;
  readonly #search = byId<HTMLInputElement>('history-search');
  readonly #keep = byId<HTMLInputElement>('history-keep');
  #found: readonly KeptConversation[] = [];
  #next: string | null = null;
  #state: 'asking' | 'there' | 'off' | 'failed' = 'asking';
  #item: string | undefined;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    this.#one = new OneConversation(
      app,
      () => {
        app.router.go('history');
        byId('history-title').focus();
        void this.#find();
      },
      ({ id, title }) => {
        this.#found = this.#found.map((one) => (one.id === id ? { ...one, title } : one));
        this.draw();
      },
    );
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#find(), searchDelayMs);
    });
    this.#keep.addEventListener('change', () => app.settings.update({ keepHistory: this.#keep.checked }));
    byId('history-more').addEventListener('click', () => void this.#find(this.#next ?? undefined));
  }

  show(item: string | undefined): void {
    this.#item = item;
    this.root.classList.toggle('reading', item !== undefined);
    void this.#one.show(item);
    if (this.#state !== 'there' || item === undefined) void this.#find();
    this.draw();
  }

  leave(): void {
    this.#one.silence();
    for (const kind of ['history', 'conversation']) this.#app.banners.hide(kind);
  }

  draw(): void {
    const { translator, settings } = this.#app;
    byId('history-off').hidden = this.#state !== 'off';
    byId('history-list').hidden = this.#state === 'off';
    this.#keep.checked = settings.current.keepHistory;
    this.#search.placeholder = translator.text('history.search');
    const note = byId('history-none');
    note.hidden = this.#found.length > 0 || this.#state === 'failed';
    const none = this.#search.value.trim() === '' ? 'history.none' : 'history.not_found';
    setText(note, translator.text(this.#state === 'asking' ? 'settings.server_asking' : none));
    byId('history-more').hidden = this.#next === null;
    byId('history-entries').replaceChildren(...this.#found.map((one) => this.#entry(one)));
    this.#one.draw();
  }

  /** Asks for the newest, or for those after the ones that are there. */
  async #find(after?: string): Promise<void> {
    const { url, banners, translator } = this.#app;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const q = this.#search.value.trim();
      const page = await listConversations(url, { ...(q ? { q } : {}), ...(after ? { after } : {}), signal: asking.signal });
      this.#found = after === undefined ? page.conversations : [...this.#found, ...page.conversations];
      this.#next = page.next;
      this.#state = 'there';
      banners.hide('history');
    } catch (error) {
      if (asking.signal.aborted) return;
      const off = error instanceof ParleyError && error.code === 'history_off';
      this.#state = off ? 'off' : 'failed';
      if (!off) banners.show('history', () => failureOf(translator, 'error', error, undefined, () => void this.#find(after)));
    }
    this.draw();
  }

  #entry({ id, title, started, language, turns, audio_seconds: seconds }: KeptConversation): HTMLElement {
    const { translator } = this.#app;
    const when = new Date(started).toLocaleString(translator.language, { dateStyle: 'medium', timeStyle: 'short', hour12: false });
    const about = [
      when,
      ...(language ? [languageName(language, translator)] : []),
      ...(seconds > 0 ? [shortClock(seconds)] : []),
      translator.text('history.turns', { count: turns }),
    ];
    const link = element(
      'a',
      { href: formatRoute({ page: 'history', item: id }), class: 'entry', 'aria-current': id === this.#item ? 'true' : undefined },
      element('span', { class: 'entry-title' }, title || translator.text('history.untitled')),
      element('span', { class: 'entry-about' }, listed(about)),
    );
    return element('li', {}, link);
  }
}
