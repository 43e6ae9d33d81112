import { noSubtitles, ParleyError, reduceSubtitles, type SessionEvent, settleSubtitles, type Subtitles } from '../../../client/index.js';
import captureUrl from '../../../client/audio/capture-worklet.ts?worker&url';
import { byId, element, setText } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import { KeptSession } from '../../live/kept-session.js';
import { LiveRecording, type LiveState } from '../../live/live-recording.js';
import { controlsOf } from '../../live/live-state.js';
import { ScreenWakeLock } from '../../live/wake-lock.js';
import { readSystemInfo } from '../../server/system-info.js';
import { tabStorage } from '../../settings/browser-storage.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { chooseTargets, type Offer, offersFor, type TranslatorInfo } from '../../translate/offers.js';
import { RunningRequest, type TranslationRequest } from '../../translate/running-request.js';
import { failureOf, messageOf } from '../../views/banner-message.js';
import { Choices } from '../../views/choices.js';
import { LiveControls } from '../../views/live-controls.js';
import { hideNotices, showNotice } from '../../views/notices.js';
import { SubtitlesView } from '../../views/subtitles-view.js';
import { fullScreenButton, stepTextSize } from '../../views/text-size.js';

const maxTargets = 8;

/** What is spoken, in other languages beside it or below it. */
export class TranslatePage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #choices: Choices;
  readonly #view: SubtitlesView;
  readonly #controls = new LiveControls('translate-');
  readonly #wakeLock = new ScreenWakeLock();
  readonly #add = byId<HTMLSelectElement>('translate-add');
  readonly #kept = new KeptSession(tabStorage(), 'parley.translate');
  #translators: readonly TranslatorInfo[] | undefined;
  #subtitles: Subtitles = noSubtitles;
  #recording: LiveRecording | undefined;
  #running: RunningRequest | undefined;
  #state: LiveState = 'off';

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    const { settings, translator, models } = app;
    this.#choices = new Choices(byId<HTMLSelectElement>('translate-model'), byId<HTMLSelectElement>('translate-language'), settings, translator);
    this.#view = new SubtitlesView(byId('translate-scroll'), byId('translate-lines'), () => translator.text('translate.missing'));
    models.onChange(() => {
      this.#choices.models = models.all;
      this.draw();
    });
    this.#controls.toggle.addEventListener('click', () => (this.#state === 'off' ? void this.#start() : this.#recording?.stop()));
    this.#add.addEventListener('change', () => {
      if (this.#add.value !== '') settings.update({ targets: [...this.#targets, this.#add.value] });
    });
    byId('translate-calm').addEventListener('click', () => settings.update({ calm: !settings.current.calm }));
    for (const input of this.#layouts()) input.addEventListener('change', () => settings.update({ translateLayout: input.value as 'columns' }));
    stepTextSize(byId('translate-smaller'), settings, -1);
    stepTextSize(byId('translate-larger'), settings, 1);
    fullScreenButton(byId('translate-full'), root);
  }

  get isBusy(): boolean {
    return this.#state !== 'off';
  }

  show(): void {
    void this.#load();
  }

  /** The page was loaded anew in the middle of a session: it goes on. */
  goOn(): void {
    if (this.#kept.id !== undefined) void this.#load().then(() => this.#start());
  }

  leave(): void {
    for (const kind of ['translate', 'translators']) this.#app.banners.hide(kind);
  }

  draw(): void {
    const { settings } = this.#app;
    this.#choices.draw();
    this.#controls.meter.redraw();
    for (const input of this.#layouts()) input.checked = input.value === settings.current.translateLayout;
    byId('translate-calm').setAttribute('aria-pressed', String(settings.current.calm));
    this.#draw();
    this.#askAnew();
  }

  get #offer(): Offer {
    return offersFor(this.#translators ?? [], this.#choices.language);
  }

  get #targets(): readonly string[] {
    const { settings, translator } = this.#app;
    return chooseTargets(settings.current.targets, this.#offer.targets, translator.language).slice(0, maxTargets);
  }

  get #request(): TranslationRequest {
    const { scripted } = this.#offer;
    const { calm } = this.#app.settings.current;
    return {
      language: this.#choices.language,
      translate: { targets: this.#targets, calm, ...(scripted === undefined ? {} : { translator: scripted }) },
    };
  }

  #layouts(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>('[name=translateLayout]')];
  }

  async #load(): Promise<void> {
    if (this.#translators !== undefined) return;
    const { url, banners, translator } = this.#app;
    try {
      this.#translators = (await readSystemInfo(url)).translators ?? [];
      banners.hide('translators');
    } catch (error) {
      banners.show('translators', () => failureOf(translator, 'error', error, undefined, () => void this.#load()));
    }
    this.draw();
  }

  async #start(): Promise<void> {
    const { url, settings, banners, translator, microphone } = this.#app;
    for (const kind of ['translate', 'translate-trouble']) banners.hide(kind);
    hideNotices(this.#app);
    await this.#load();
    // Why is said already.
    if (this.#translators === undefined) return;
    const request = this.#request;
    if (request.translate.targets.length === 0) {
      banners.show('translate', () => messageOf(translator, 'note', 'translate.no_target'));
      this.#add.focus();
      return;
    }
    const { inputDevice, keepHistory } = settings.current;
    const recording = new LiveRecording({
      url,
      workletUrl: captureUrl,
      model: this.#choices.model,
      ...request,
      deviceId: inputDevice,
      keep: keepHistory,
      kept: this.#kept,
      onState: (state) => this.#changed(state),
      onLevel: (level) => this.#controls.meter.add(level),
      onEvent: (event) => this.#receive(event),
      onContinue: () => (this.#subtitles = settleSubtitles(this.#subtitles)),
      onNotice: (code) => showNotice(this.#app, code),
      onTrouble: (error) => banners.show('translate-trouble', () => failureOf(translator, 'warning', error)),
      onMuted: (muted) => {
        if (muted) banners.show('translate-muted', () => messageOf(translator, 'warning', 'live.muted'));
        else banners.hide('translate-muted');
      },
    });
    this.#recording = recording;
    this.#running = new RunningRequest(request);
    microphone.take('translate', () => recording.stop());
    try {
      await recording.run();
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'aborted') return;
      banners.show('translate', () => failureOf(translator, 'error', error, undefined, () => void this.#start()));
    } finally {
      this.#running = undefined;
      microphone.release('translate');
      banners.hide('translate-muted');
      this.#controls.meter.clear();
      this.#subtitles = settleSubtitles(this.#subtitles);
      this.#draw();
    }
  }

  #receive(event: SessionEvent): void {
    const { settings } = this.#app;
    if (event.type === 'ack') return;
    this.#subtitles = reduceSubtitles(this.#subtitles, event);
    if (event.type === 'session.updated') this.#running?.confirm(event);
    // Of the errors, those without a number answer what this page asked for.
    const holding = event.type === 'error' && event.seq == null ? this.#running?.refuse() : undefined;
    if (holding !== undefined) settings.update({ language: holding.language, targets: holding.translate.targets, calm: holding.translate.calm === true });
    this.#draw();
  }

  /** What was chosen anew while the session runs is asked of it. */
  #askAnew(): void {
    const request = this.#request;
    if (this.#translators !== undefined && this.#running?.ask(request) === true) this.#recording?.change(request);
  }

  #changed(state: LiveState): void {
    this.#state = state;
    this.#wakeLock.wanted = state !== 'off';
    this.#draw();
  }

  #draw(): void {
    const { translator, settings } = this.#app;
    const side = settings.current.translateLayout === 'columns';
    const targets = this.#targets;
    const spoken = this.#choices.language;
    this.#drawTargets(targets, spoken, side);
    const list = byId('translate-lines');
    list.classList.toggle('stacked', !side);
    this.#view.show(this.#subtitles, side ? ['', ...targets] : [...targets, '']);
    byId('translate-empty').hidden = this.#subtitles.lines.length > 0;
    const none = this.#translators !== undefined && this.#offer.targets.length === 0;
    setText(byId('translate-empty-text'), translator.text(none ? 'translate.empty.none' : 'translate.empty.text'));
    byId('translate-scripted').hidden = this.#offer.scripted === undefined;
    const controls = controlsOf(this.#state, this.#subtitles.speaking, translator);
    const label = translator.text(controls.stops ? 'translate.stop' : 'translate.start');
    this.#controls.draw({ ...controls, label, disabled: controls.disabled || (none && !controls.stops) });
    this.#add.disabled = none || targets.length >= maxTargets;
  }

  #drawTargets(targets: readonly string[], spoken: string, side: boolean): void {
    const { translator, settings } = this.#app;
    const heads = byId('translate-heads');
    const state = JSON.stringify([targets, spoken, side, translator.language, this.#offer.targets.length]);
    if (heads.dataset['drawn'] === state) return;
    heads.dataset['drawn'] = state;
    const name = (tag: string): string => languageName(tag, translator);
    heads.classList.toggle('stacked', !side);
    heads.style.setProperty('--columns', String(targets.length + 1));
    heads.replaceChildren(
      element('li', { class: 'sub-head' }, name(spoken)),
      ...targets.map((target) => {
        const label = translator.text('translate.remove', { language: name(target) });
        const remove = element('button', { type: 'button', class: 'sub-remove', 'aria-label': label, title: label }, '×');
        remove.addEventListener('click', () => {
          settings.update({ targets: targets.filter((other) => other !== target) });
          this.#add.focus();
        });
        return element('li', { class: 'sub-head target' }, name(target), remove);
      }),
    );
    const rest = this.#offer.targets.filter((tag) => !targets.includes(tag));
    this.#add.replaceChildren(new Option(translator.text('translate.add'), ''), ...rest.map((tag) => new Option(name(tag), tag)));
  }
}
