import { byId, element } from '../dom.js';
import type { Translator } from '../i18n/index.js';
import type { Transcript, Transcripts } from '../transcripts/transcripts.js';

/** The list of texts above the captions; hidden while there is nothing to choose from. */
export class TranscriptStrip {
  readonly #nav = byId('transcripts');
  readonly #transcripts: Transcripts;
  readonly #translator: Translator;
  readonly #onRemove: (transcript: Transcript) => void;
  #drawn = '';

  constructor(transcripts: Transcripts, translator: Translator, onRemove: (transcript: Transcript) => void) {
    this.#transcripts = transcripts;
    this.#translator = translator;
    this.#onRemove = onRemove;
  }

  /** `recording` is the transcript the microphone writes to now. */
  draw(recording: number | undefined): void {
    const { all, shown } = this.#transcripts;
    this.#nav.hidden = all.length === 1;
    // Captions change several times a second, this list hardly ever: a new list would take the focus away.
    const state = JSON.stringify([all.map(({ id, file }) => [id, file?.phase]), shown.id, recording, this.#translator.language]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const focused = this.#nav.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : undefined;
    this.#nav.replaceChildren(...all.map((one) => this.#entry(one, one.id === shown.id, one.id === recording)));
    if (focused) this.#nav.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
    this.#nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  title({ name, createdAt }: Transcript): string {
    const time = createdAt.toLocaleTimeString(this.#translator.language, { hour: '2-digit', minute: '2-digit', hour12: false });
    return name ?? this.#translator.text('transcripts.live', { time });
  }

  #entry(transcript: Transcript, current: boolean, recording: boolean): HTMLElement {
    const title = this.title(transcript);
    const phase = recording ? 'recording' : (transcript.file?.phase ?? 'live');
    const show = element(
      'button',
      { type: 'button', class: 'strip-show', title, 'data-key': `show-${transcript.id}`, 'aria-current': current ? 'true' : undefined },
      element('span', { class: `mark ${phase}`, 'aria-hidden': 'true' }),
      element('span', { class: 'strip-title' }, title),
    );
    show.addEventListener('click', () => this.#transcripts.show(transcript.id));
    const entry = element('div', { class: 'strip-entry' }, show);
    if (!recording) entry.append(this.#removeButton(transcript, title));
    return entry;
  }

  #removeButton(transcript: Transcript, title: string): HTMLElement {
    const label = this.#translator.text('transcripts.remove', { title });
    const attributes = { type: 'button', class: 'strip-remove', 'aria-label': label, title: label };
    const remove = element('button', attributes, '×');
    remove.addEventListener('click', () => this.#onRemove(transcript));
    return remove;
  }
}
