import { deleteVoiceProfile, listVoiceProfiles, uploadVoice, voiceAudioUrl, type VoiceProfile } from '../../../client/index.js';
import { byId, element, setText, shortClock } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { failureOf } from '../../views/banner-message.js';
import { confirmed } from '../../views/confirm.js';
import { MeterView } from '../../views/meter-view.js';
import { reportOf } from './quality.js';
import { VoiceRecorder } from './voice-recorder.js';

const languages = ['en', 'zh-TW', 'zh-CN', 'ja', 'ko', 'es', 'fr', 'de', 'it', 'pt', 'nl', 'pl', 'ru', 'vi', 'id', 'th'];

interface Sample {
  readonly file: Blob;
  readonly name: string;
  readonly address: string;
}

/** Voices that people recorded: to hear, to talk with, to delete. */
export class VoicesPage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #meter = new MeterView(byId<HTMLCanvasElement>('voice-meter'));
  readonly #name = byId<HTMLInputElement>('voice-name');
  readonly #language = byId<HTMLSelectElement>('voice-language');
  readonly #record = byId<HTMLButtonElement>('voice-record');
  readonly #file = byId<HTMLInputElement>('voice-file');
  #recorder: VoiceRecorder | undefined;
  #sample: Sample | undefined;
  /** Share of an upload, 1 while the server listens to it. */
  #sent: number | undefined;
  #profiles: readonly VoiceProfile[] | undefined;
  #failed = false;
  #player: HTMLAudioElement | undefined;

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    this.#record.addEventListener('click', () => (this.#recorder === undefined ? void this.#start() : this.#stop()));
    byId('voice-choose').addEventListener('click', () => this.#file.click());
    this.#file.addEventListener('change', () => {
      const file = this.#file.files?.[0];
      if (file !== undefined) this.#take(file, file.name);
      this.#file.value = '';
    });
    byId('voice-drop').addEventListener('click', () => this.#take(undefined, ''));
    byId('voice-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#save();
    });
  }

  get isBusy(): boolean {
    return this.#recorder !== undefined || this.#sent !== undefined;
  }

  show(): void {
    void this.#load();
  }

  leave(): void {
    this.#player?.pause();
    this.#stop();
    for (const kind of ['voices', 'voice']) this.#app.banners.hide(kind);
  }

  draw(): void {
    const { translator } = this.#app;
    const recording = this.#recorder !== undefined;
    setText(this.#record, translator.text(recording ? 'voices.stop' : 'voices.record'));
    this.#record.classList.toggle('danger', recording);
    byId('voice-choose').hidden = recording;
    byId('voice-meter').hidden = !recording;
    byId('voice-ready').hidden = this.#sample === undefined;
    const chosen = this.#language.value;
    this.#language.replaceChildren(
      new Option(translator.text('voices.language_unsaid'), ''),
      ...languages.map((tag) => new Option(languageName(tag, translator), tag)),
    );
    this.#language.value = chosen;
    const bar = byId<HTMLProgressElement>('voice-bar');
    byId('voice-progress').hidden = this.#sent === undefined;
    byId<HTMLButtonElement>('voice-save').disabled = this.#sent !== undefined;
    if (this.#sent !== undefined && this.#sent < 1) bar.value = this.#sent;
    else bar.removeAttribute('value');
    const percent = Math.round((this.#sent ?? 0) * 100);
    setText(byId('voice-phase'), percent < 100 ? translator.text('file.uploading', { percent }) : translator.text('voices.checking'));
    this.#drawList();
  }

  async #load(): Promise<void> {
    try {
      this.#profiles = await listVoiceProfiles(this.#app.url);
      this.#failed = false;
      this.#app.banners.hide('voices');
    } catch (error) {
      this.#failed = true;
      this.#app.banners.show('voices', () => failureOf(this.#app.translator, 'error', error, undefined, () => void this.#load()));
    }
    this.draw();
  }

  async #start(): Promise<void> {
    const { banners, microphone, settings } = this.#app;
    banners.hide('voice');
    this.#take(undefined, '');
    const recorder = new VoiceRecorder();
    this.#recorder = recorder;
    microphone.take('voices', () => this.#stop());
    this.draw();
    try {
      await recorder.start({
        deviceId: settings.current.inputDevice,
        onLevel: (level, seconds) => {
          this.#meter.add(level);
          setText(byId('voice-time'), shortClock(seconds));
        },
        onEnd: (error) => {
          this.#stop();
          if (error !== undefined) this.#fail(error);
        },
      });
      // It was given up while the browser asked for the microphone.
      if (this.#recorder !== recorder) recorder.stop();
    } catch (error) {
      this.#stop();
      this.#fail(error);
    }
  }

  #stop(): void {
    const recorder = this.#recorder;
    if (recorder === undefined) return;
    this.#recorder = undefined;
    this.#app.microphone.release('voices');
    this.#meter.clear();
    this.#take(recorder.stop(), 'recording.wav');
  }

  #take(file: Blob | undefined, name: string): void {
    if (this.#sample !== undefined) URL.revokeObjectURL(this.#sample.address);
    this.#sample = file === undefined ? undefined : { file, name, address: URL.createObjectURL(file) };
    setText(byId('voice-time'), '');
    const heard = byId<HTMLAudioElement>('voice-heard');
    if (this.#sample === undefined) heard.removeAttribute('src');
    else heard.src = this.#sample.address;
    this.draw();
    if (this.#sample !== undefined) this.#name.focus();
  }

  async #save(): Promise<void> {
    const { url, banners, announcer, translator } = this.#app;
    const sample = this.#sample;
    const name = this.#name.value.trim();
    if (sample === undefined || name === '') return;
    banners.hide('voice');
    this.#sent = 0;
    this.draw();
    try {
      const voice = { name, file: sample.file, fileName: sample.name, language: this.#language.value || undefined };
      const made = await uploadVoice(voice, url, (share) => {
        this.#sent = share;
        this.draw();
      });
      announcer.say(translator.text('voices.saved', { name: made.name }));
      this.#name.value = '';
      this.#take(undefined, '');
      await this.#load();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#sent = undefined;
      this.draw();
    }
  }

  #fail(error: unknown): void {
    this.#app.banners.show('voice', () => failureOf(this.#app.translator, 'error', error));
  }

  #drawList(): void {
    const { translator } = this.#app;
    const list = byId('voice-list');
    const note = byId('voice-none');
    note.hidden = this.#failed || (this.#profiles?.length ?? 0) > 0;
    setText(note, translator.text(this.#profiles === undefined ? 'settings.server_asking' : 'voices.none'));
    const state = JSON.stringify([this.#profiles, translator.language, this.#app.settings.current.voice]);
    if (list.dataset['drawn'] === state) return;
    list.dataset['drawn'] = state;
    list.replaceChildren(...(this.#profiles ?? []).map((profile) => this.#entry(profile)));
  }

  #entry(profile: VoiceProfile): HTMLElement {
    const { translator, settings } = this.#app;
    const { id, name, voice, language, quality } = profile;
    const chosen = settings.current.voice === voice;
    const head = element('div', { class: 'voice-head' }, element('h3', {}, name));
    if (language) head.append(element('span', { class: 'hint' }, languageName(language, translator)));
    if (chosen) head.append(element('span', { class: 'tag' }, translator.text('voices.chosen')));
    const report = element('dl', { class: 'voice-report', 'aria-label': translator.text('voices.quality') });
    const measured = reportOf(quality);
    for (const { name: what, value, grade } of measured) {
      report.append(element('div', { class: grade }, element('dt', {}, translator.text(what)), element('dd', {}, grade === 'good' ? value : `${value} *`)));
    }
    const better = measured.every(({ grade }) => grade === 'good') ? [] : [element('p', { class: 'hint' }, translator.text('voices.quality.fair'))];
    const action = (text: string, run: () => void, kind = 'quiet'): HTMLButtonElement => {
      // Of several voices those who hear the page have to know which.
      const button = element('button', { type: 'button', class: kind, 'aria-label': `${text}: ${name}` }, text);
      button.addEventListener('click', run);
      return button;
    };
    const actions = element(
      'div',
      { class: 'dialog-actions' },
      action(translator.text('voices.sample'), () => this.#play(voiceAudioUrl(id, 'sample', this.#app.url))),
      action(translator.text('voices.preview'), () => {
        this.#play(voiceAudioUrl(id, { preview: translator.text('voices.preview_text', { name }) }, this.#app.url));
      }),
      action(translator.text('voices.talk'), () => {
        settings.update({ voice });
        this.#app.router.go('talk');
      }),
      action(translator.text('voices.delete'), () => void this.#delete(profile)),
    );
    return element('li', { class: 'voice' }, head, report, ...better, actions);
  }

  #play(address: string): void {
    this.#player?.pause();
    this.#player = new Audio(address);
    this.#player.play().catch((error: unknown) => {
      // The next one that is played ends this one.
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.#fail(error);
    });
  }

  async #delete({ id, name, voice }: VoiceProfile): Promise<void> {
    const { translator, settings, url } = this.#app;
    const question = {
      title: translator.text('voices.delete_title', { name }),
      text: translator.text('voices.delete_text'),
      yes: translator.text('voices.delete_yes'),
      no: translator.text('common.keep'),
    };
    if (!(await confirmed(question))) return;
    try {
      await deleteVoiceProfile(id, url);
      if (settings.current.voice === voice) settings.update({ voice: undefined });
      await this.#load();
      byId('voice-list-title').focus();
    } catch (error) {
      this.#fail(error);
    }
  }
}
