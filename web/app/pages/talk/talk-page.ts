import { type Dialogue, noDialogue, ParleyError } from '../../../client/index.js';
import captureUrl from '../../../client/audio/capture-worklet.ts?worker&url';
import playbackUrl from '../../../client/converse/playback-worklet.ts?worker&url';
import { byId } from '../../dom.js';
import type { MessageKey } from '../../i18n/index.js';
import { ScreenWakeLock } from '../../live/wake-lock.js';
import { tabStorage } from '../../settings/browser-storage.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { Conversation, type TalkState } from '../../talk/conversation.js';
import { KeptTalk } from '../../talk/kept-talk.js';
import { failureOf, messageOf } from '../../views/banner-message.js';
import { Choices } from '../../views/choices.js';
import { DialogueView } from '../../views/dialogue-view.js';
import { LiveControls, type Signal } from '../../views/live-controls.js';
import { hideNotices, showNotice } from '../../views/notices.js';
import { Partners } from './partners.js';
import { holdable } from './hold.js';

const signals: Readonly<Record<TalkState, Signal>> = {
  off: 'off',
  opening: 'waiting',
  connecting: 'waiting',
  reconnecting: 'waiting',
  listening: 'on',
  hearing: 'hearing',
  thinking: 'waiting',
  speaking: 'speaking',
  ending: 'waiting',
};

/** A spoken conversation with an assistant, which may be interrupted. */
export class TalkPage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #choices: Choices;
  readonly #partners: Partners;
  readonly #view: DialogueView;
  readonly #controls = new LiveControls('talk-');
  readonly #wakeLock = new ScreenWakeLock();
  readonly #text = byId<HTMLInputElement>('talk-text');
  readonly #kept = new KeptTalk(tabStorage());
  #conversation: Conversation | undefined;
  #dialogue: Dialogue = noDialogue;
  #state: TalkState = 'off';

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    const { settings, translator, models } = app;
    this.#choices = new Choices(byId<HTMLSelectElement>('talk-model'), byId<HTMLSelectElement>('talk-language'), settings, translator);
    this.#partners = new Partners(app, () => this.#choices.language);
    this.#view = new DialogueView(byId('talk-scroll'), byId('talk-turns'), translator);
    models.onChange(() => (this.#choices.models = models.all));
    holdable(this.#controls.toggle, {
      wanted: () => this.#pushToTalk,
      press: () => this.#press(),
      release: () => this.#conversation?.release(),
      click: () => (this.#state === 'off' ? this.#start(true) : this.#conversation?.stop()),
    });
    byId('talk-interrupt').addEventListener('click', () => this.#conversation?.interrupt());
    byId('talk-end').addEventListener('click', () => this.#conversation?.stop());
    byId('talk-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#say();
    });
    for (const input of this.#modes()) input.addEventListener('change', () => settings.update({ talkMode: input.value as 'push' }));
  }

  get isBusy(): boolean {
    return this.#state !== 'off';
  }

  show(): void {
    void this.#partners.load();
  }

  /** The page was loaded anew in the middle of a conversation: it goes on. */
  goOn(): void {
    const { current } = this.#kept;
    if (current !== undefined) void this.#partners.load().then(() => this.#state === 'off' && this.#start(current.withMicrophone));
  }

  leave(): void {
    for (const kind of ['talk', 'notice']) this.#app.banners.hide(kind);
  }

  draw(): void {
    this.#choices.draw();
    this.#partners.draw();
    this.#controls.meter.redraw();
    this.#text.placeholder = this.#app.translator.text('talk.write');
    for (const input of this.#modes()) input.checked = input.value === this.#app.settings.current.talkMode;
    this.#draw();
  }

  get #pushToTalk(): boolean {
    return this.#app.settings.current.talkMode === 'push';
  }

  #modes(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>('[name=talkMode]')];
  }

  #press(): void {
    if (this.#state === 'off') this.#start(true);
    this.#conversation?.hold();
  }

  #say(): void {
    const text = this.#text.value.trim();
    if (text === '') return;
    this.#text.value = '';
    if (this.#state === 'off') this.#start(false, text);
    else this.#conversation?.say(text);
  }

  #start(withMicrophone: boolean, text?: string): void {
    const { url, settings, banners, translator, microphone } = this.#app;
    for (const kind of ['talk', 'talk-trouble']) banners.hide(kind);
    hideNotices(this.#app);
    const { inputDevice, outputDevice, keepHistory } = settings.current;
    const conversation = new Conversation(
      {
        url,
        captureUrl,
        playbackUrl,
        model: this.#choices.model,
        language: this.#choices.language,
        converse: this.#partners.converse,
        inputDevice,
        outputDevice,
        keep: keepHistory,
        pushToTalk: this.#pushToTalk && withMicrophone,
        kept: this.#kept,
        onChange: () => this.#changed(conversation),
        onLevel: (level) => this.#controls.meter.add(level),
        onMuted: (muted) => {
          if (muted) banners.show('talk-muted', () => messageOf(translator, 'warning', 'live.muted'));
          else banners.hide('talk-muted');
        },
        onNotice: (code, message) => showNotice(this.#app, code, message),
        onTrouble: (error) => banners.show('talk-trouble', () => failureOf(translator, 'warning', error)),
      },
      this.#dialogue,
    );
    this.#conversation = conversation;
    if (withMicrophone) microphone.take('talk', () => conversation.stop());
    // What was written is not lost when it has to be tried again.
    void this.#run(conversation, withMicrophone, () => this.#start(withMicrophone, text));
    if (text !== undefined) conversation.say(text);
  }

  async #run(conversation: Conversation, withMicrophone: boolean, again: () => void): Promise<void> {
    const { banners, translator, microphone } = this.#app;
    try {
      await conversation.run(withMicrophone);
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'aborted') return;
      banners.show('talk', () => failureOf(translator, 'error', error, undefined, again));
    } finally {
      microphone.release('talk');
      banners.hide('talk-muted');
      this.#controls.meter.clear();
    }
  }

  #changed(conversation: Conversation): void {
    if (conversation !== this.#conversation) return;
    this.#dialogue = conversation.dialogue;
    this.#state = conversation.state;
    this.#draw();
  }

  #draw(): void {
    const { translator } = this.#app;
    const state = this.#state;
    const on = state !== 'off';
    const push = this.#pushToTalk;
    this.root.classList.toggle('push', push);
    this.#wakeLock.wanted = on;
    this.#view.show(this.#dialogue);
    byId('talk-empty').hidden = this.#dialogue.turns.length > 0;
    const inWriting = state === 'listening' && this.#conversation?.inWriting === true;
    this.#controls.draw({
      signal: inWriting ? 'off' : signals[state],
      text: translator.text(`talk.state.${inWriting ? 'in_writing' : on || !push ? state : 'off_push'}` as MessageKey),
      label: translator.text(push ? 'talk.hold' : on ? 'talk.stop' : 'talk.start'),
      stops: on && !push,
      disabled: state === 'ending',
    });
    byId<HTMLButtonElement>('talk-interrupt').disabled = state !== 'speaking' && state !== 'thinking';
    byId('talk-end').hidden = !on || !push;
    // A conversation keeps what it began with.
    for (const input of this.#modes()) input.disabled = on;
    this.#choices.disabled = on;
    this.#partners.disabled = on;
  }
}
