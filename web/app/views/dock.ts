import type { Captions } from '../../client/index.js';
import { byId, setText, shortClock } from '../dom.js';
import type { MessageKey, Translator } from '../i18n/index.js';
import type { LiveState } from '../live/live-recording.js';

/** The bar below the captions: the button, what the session is doing, for how long. */
export class Dock {
  readonly #toggle = byId<HTMLButtonElement>('toggle');
  readonly #state = byId('state');
  readonly #elapsed = byId('elapsed');
  readonly #translator: Translator;

  constructor(translator: Translator, onToggle: () => void) {
    this.#translator = translator;
    this.#toggle.addEventListener('click', onToggle);
  }

  draw(live: LiveState, { speaking }: Pick<Captions, 'speaking'>, seconds: number): void {
    const on = live !== 'off';
    const hears = live === 'live' && speaking;
    document.body.dataset['live'] = live;
    document.body.classList.toggle('speaking', hears);
    const label = this.#translator.text(on ? 'live.stop' : 'live.start');
    if (this.#toggle.title !== label) {
      this.#toggle.title = label;
      this.#toggle.setAttribute('aria-label', label);
    }
    this.#toggle.disabled = live === 'finishing';
    setText(this.#state, this.#translator.text(`live.state.${hears ? 'speaking' : live}` as MessageKey));
    this.#elapsed.hidden = !on;
    setText(this.#elapsed, shortClock(seconds));
  }
}
