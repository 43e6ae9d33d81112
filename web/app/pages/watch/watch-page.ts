import { followShared, noSubtitles, reduceSubtitles, settleSubtitles, type SharedState, type Subtitles } from '../../../client/index.js';
import { byId, setText } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import { ScreenWakeLock } from '../../live/wake-lock.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { SubtitlesView } from '../../views/subtitles-view.js';
import { fullScreenButton, stepTextSize } from '../../views/text-size.js';

/** Somebody else's captions, read by a link: large, and nothing else. */
export class WatchPage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #view: SubtitlesView;
  readonly #language = byId<HTMLSelectElement>('watch-language');
  readonly #wakeLock = new ScreenWakeLock();
  #subtitles: Subtitles = noSubtitles;
  #state: SharedState = 'connecting';
  #link: string | undefined;
  #stop: (() => void) | undefined;
  #drawn = '';

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    this.#view = new SubtitlesView(byId('watch-scroll'), byId('watch-lines'), () => app.translator.text('translate.missing'));
    this.#language.addEventListener('change', () => this.draw());
    stepTextSize(byId('watch-smaller'), app.settings, -1);
    stepTextSize(byId('watch-larger'), app.settings, 1);
    fullScreenButton(byId('watch-full'), root);
  }

  show(link: string | undefined): void {
    document.body.classList.add('watching');
    if (link === this.#link && this.#stop !== undefined) return;
    this.#stop?.();
    this.#link = link;
    this.#subtitles = noSubtitles;
    if (link === undefined) {
      this.#become('gone');
      return;
    }
    this.#wakeLock.wanted = true;
    this.#stop = followShared(link, {
      url: this.#app.url,
      onState: (state) => this.#become(state),
      onEvent: (event) => {
        if (event.type === 'transcript.final') this.#app.announcer.say(event.text);
        this.#subtitles = reduceSubtitles(this.#subtitles, event);
        this.draw();
      },
    });
  }

  leave(): void {
    document.body.classList.remove('watching');
    this.#wakeLock.wanted = false;
    this.#stop?.();
    this.#stop = undefined;
  }

  draw(): void {
    const { translator } = this.#app;
    this.root.dataset['state'] = this.#state;
    byId('watch-head').dataset['signal'] = this.#state !== 'live' ? 'off' : this.#subtitles.speaking ? 'hearing' : 'on';
    this.#drawLanguages();
    const { targets, lines } = this.#subtitles;
    const chosen = this.#language.value;
    this.#view.show(this.#subtitles, chosen === 'all' ? ['', ...targets] : [chosen]);
    byId('watch-empty').hidden = lines.length > 0;
    setText(byId('watch-state'), translator.text(`watch.${this.#state}`));
    setText(byId('watch-empty-text'), translator.text(`watch.empty.${this.#state}`));
  }

  #become(state: SharedState): void {
    this.#state = state;
    if (state === 'ended' || state === 'gone') {
      this.#subtitles = settleSubtitles(this.#subtitles);
      this.#wakeLock.wanted = false;
    }
    this.draw();
  }

  /** What is there to read: everything, what was spoken, or one of the translations. */
  #drawLanguages(): void {
    const { translator } = this.#app;
    const { targets } = this.#subtitles;
    byId('watch-choice').hidden = targets.length === 0;
    const state = JSON.stringify([targets, translator.language]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const before = this.#language.value || 'all';
    this.#language.replaceChildren(
      new Option(translator.text('watch.all'), 'all'),
      new Option(translator.text('watch.original'), ''),
      ...targets.map((target) => new Option(languageName(target, translator), target)),
    );
    this.#language.value = before;
  }
}
