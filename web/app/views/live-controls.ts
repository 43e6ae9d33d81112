import { byId, setText, shortClock } from '../dom.js';
import { MeterView } from './meter-view.js';

/** `waiting`: for the microphone, the server or an answer; `hearing`: somebody speaks into the microphone; `speaking`:
 * the server does. */
export type Signal = 'off' | 'waiting' | 'on' | 'hearing' | 'speaking';

export interface ControlsState {
  readonly signal: Signal;
  /** What is going on. */
  readonly text: string;
  /** What the button does. */
  readonly label: string;
  /** It ends what goes on. */
  readonly stops: boolean;
  readonly disabled: boolean;
  /** How long it has gone on, where that is shown. */
  readonly seconds?: number | undefined;
}

/** What every page with a microphone has at its foot: the button, what is going on, the level. */
export class LiveControls {
  readonly toggle: HTMLButtonElement;
  readonly meter: MeterView;
  readonly #dock: HTMLElement;
  readonly #state: HTMLElement;
  readonly #elapsed: HTMLElement;

  /** `ids`: how the ids of the page's controls begin. */
  constructor(ids: string) {
    this.toggle = byId<HTMLButtonElement>(`${ids}toggle`);
    this.meter = new MeterView(byId<HTMLCanvasElement>(`${ids}meter`));
    this.#dock = this.toggle.closest<HTMLElement>('.dock') as HTMLElement;
    this.#state = byId(`${ids}state`);
    this.#elapsed = byId(`${ids}elapsed`);
  }

  draw({ signal, text, label, stops, disabled, seconds }: ControlsState): void {
    this.#dock.dataset['signal'] = signal;
    this.#dock.classList.toggle('stops', stops);
    if (this.toggle.title !== label) {
      this.toggle.title = label;
      this.toggle.setAttribute('aria-label', label);
    }
    this.toggle.disabled = disabled;
    setText(this.#state, text);
    this.#elapsed.hidden = seconds === undefined;
    setText(this.#elapsed, seconds === undefined ? '' : shortClock(seconds));
  }
}
