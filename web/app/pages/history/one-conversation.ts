import {
  conversationAudioUrl,
  conversationExportUrl,
  conversationFormats,
  correctTurn,
  deleteConversation,
  type KeptTurn,
  readConversation,
  type WholeConversation,
} from '../../../client/index.js';
import { byId, element, listed, shortClock } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import type { AppContext } from '../../shell/context.js';
import { failureOf } from '../../views/banner-message.js';
import { confirmed } from '../../views/confirm.js';
import { editButton, editInPlace, moveBetween, offerLast } from '../../views/line-editor.js';

/** One conversation that was kept, with its turns. */
export class OneConversation {
  readonly #app: AppContext;
  readonly #onGone: () => void;
  readonly #onRead: (conversation: WholeConversation) => void;
  readonly #audio = byId<HTMLAudioElement>('history-audio');
  readonly #list = byId('history-turns');
  #shown: WholeConversation | undefined;
  #wanted: string | undefined;

  /** `onRead`: this is how it is now, its title too. */
  constructor(app: AppContext, onGone: () => void, onRead: (conversation: WholeConversation) => void) {
    this.#app = app;
    this.#onGone = onGone;
    this.#onRead = onRead;
    byId('history-delete').addEventListener('click', () => void this.#delete());
    this.#list.addEventListener('keydown', (event) => moveBetween(this.#list, event));
  }

  async show(id: string | undefined): Promise<void> {
    this.#wanted = id;
    if (id === undefined || id !== this.#shown?.id) {
      this.silence();
      this.#shown = undefined;
      this.draw();
    }
    if (id === undefined) return;
    await this.#read(id);
    if (this.#shown?.id === id) byId('history-one-title').focus({ preventScroll: true });
  }

  silence(): void {
    this.#audio.pause();
  }

  draw(): void {
    const { translator, url } = this.#app;
    const shown = this.#shown;
    byId('history-one').hidden = shown === undefined;
    const state = JSON.stringify([shown, translator.language]);
    if (shown === undefined || this.#list.dataset['drawn'] === state) return;
    this.#list.dataset['drawn'] = state;
    byId('history-one-title').textContent = shown.title || translator.text('history.untitled');
    const when = new Date(shown.started).toLocaleString(translator.language, { dateStyle: 'full', timeStyle: 'short', hour12: false });
    const length = shown.audio_seconds > 0 ? shortClock(shown.audio_seconds) : '';
    const about = [when, shown.model ?? '', length, shown.incomplete ? translator.text('history.incomplete') : ''];
    byId('history-about').textContent = listed(about.filter((part) => part !== ''));
    const address = conversationAudioUrl(shown.id, url);
    this.#audio.hidden = shown.audio_bytes === 0;
    if (this.#audio.hidden) this.#audio.removeAttribute('src');
    else if (this.#audio.src !== address) this.#audio.src = address;
    byId('history-exports').replaceChildren(
      ...conversationFormats.map((format) => {
        return element('a', { class: 'quiet', href: conversationExportUrl(shown.id, format, url), download: '' }, format.toUpperCase());
      }),
    );
    this.#list.replaceChildren(...shown.said.map((turn) => this.#turn(turn)));
    offerLast(this.#list);
  }

  #turn(turn: KeptTurn): HTMLElement {
    const { translator } = this.#app;
    const text = element('p', { class: 'turn-text', ...(turn.language ? { lang: turn.language } : {}) }, turn.text);
    const head = element('p', { class: 'turn-name' }, element('span', {}, translator.text(turn.speaker === 'user' ? 'history.you' : 'talk.assistant')));
    if (turn.start_ms !== null) head.append(this.#time(turn.start_ms / 1000));
    if (turn.original !== null) {
      head.append(element('span', { class: 'line-mark' }, translator.text('captions.edited')));
    }
    const edit = editButton();
    edit.title = translator.text('captions.edit');
    edit.setAttribute('aria-label', edit.title);
    edit.addEventListener('click', () => {
      editInPlace(text, translator.text('captions.edit'), (corrected) => {
        edit.focus({ preventScroll: true });
        if (corrected !== undefined) void this.#correct(turn, corrected.trim());
      });
    });
    head.append(edit);
    const item = element('li', { class: `kept-turn line ${turn.speaker}`, 'data-turn': turn.turn }, head, text);
    if (turn.original !== null) item.append(element('p', { class: 'kept-original' }, translator.text('history.was', { text: turn.original })));
    for (const [target, translated] of Object.entries(turn.translations ?? {})) {
      item.append(element('p', { class: 'kept-translation', lang: target, title: languageName(target, translator) }, translated));
    }
    return item;
  }

  /** When it was said; where there is audio, a press plays it from there. */
  #time(seconds: number): HTMLElement {
    if (this.#audio.hidden) return element('time', { class: 'line-time' }, shortClock(seconds));
    const label = this.#app.translator.text('history.play_from', { time: shortClock(seconds) });
    const button = element('button', { type: 'button', class: 'line-time seek', 'aria-label': label, title: label }, shortClock(seconds));
    button.addEventListener('click', () => {
      this.#audio.currentTime = seconds;
      this.#audio.play().catch(() => undefined);
    });
    return button;
  }

  async #read(id: string): Promise<void> {
    const { url, banners, translator } = this.#app;
    try {
      const read = await readConversation(id, url);
      if (this.#wanted !== id) return;
      this.#shown = read;
      this.#onRead(read);
      banners.hide('conversation');
    } catch (error) {
      if (this.#wanted !== id) return;
      banners.show('conversation', () => failureOf(translator, 'error', error, undefined, () => void this.#read(id)));
    }
    this.draw();
  }

  async #correct({ turn }: KeptTurn, text: string): Promise<void> {
    const { url, banners, translator } = this.#app;
    const id = this.#shown?.id;
    if (id === undefined) return;
    try {
      await correctTurn(id, turn, text, url);
    } catch (error) {
      banners.show('conversation', () => failureOf(translator, 'error', error));
    }
    await this.#read(id);
    // Its button was drawn anew, and the keyboard's place with it.
    if (document.activeElement === document.body) this.#list.querySelector<HTMLElement>(`[data-turn="${CSS.escape(turn)}"] .line-edit`)?.focus({ preventScroll: true });
  }

  async #delete(): Promise<void> {
    const { url, banners, translator } = this.#app;
    const id = this.#shown?.id;
    const question = {
      title: translator.text('history.delete_title'),
      text: translator.text('history.delete_text'),
      yes: translator.text('history.delete_yes'),
      no: translator.text('common.keep'),
    };
    if (id === undefined || !(await confirmed(question))) return;
    try {
      this.silence();
      this.#audio.removeAttribute('src');
      await deleteConversation(id, url);
      this.#onGone();
    } catch (error) {
      banners.show('conversation', () => failureOf(translator, 'error', error));
    }
  }
}
