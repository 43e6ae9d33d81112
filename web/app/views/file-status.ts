import { byId, setText, shortClock } from '../dom.js';
import type { Translator } from '../i18n/index.js';
import type { FileProgress, Transcript } from '../transcripts/transcripts.js';

/** How far the shown recording is. */
export class FileStatus {
  readonly #section = byId('file-progress');
  readonly #phase = byId('file-phase');
  readonly #bar = byId<HTMLProgressElement>('file-bar');
  readonly #cancel = byId<HTMLButtonElement>('file-cancel');
  readonly #translator: Translator;
  #shown: number | undefined;

  constructor(translator: Translator, onCancel: (id: number) => void) {
    this.#translator = translator;
    this.#cancel.addEventListener('click', () => {
      if (this.#shown !== undefined) onCancel(this.#shown);
    });
  }

  draw({ id, name, file }: Transcript): void {
    this.#shown = id;
    this.#section.hidden = file === undefined;
    if (file === undefined) return;
    const busy = isBusy(file);
    this.#section.className = `file-progress ${file.phase}`;
    setText(byId('file-name'), name ?? '');
    setText(this.#phase, this.#words(file));
    this.#bar.hidden = !busy;
    this.#cancel.hidden = !busy;
    // A bar without a value shows that work goes on whose length nobody knows.
    if (file.phase === 'uploading') this.#bar.value = file.uploaded;
    else this.#bar.removeAttribute('value');
  }

  #words(file: FileProgress): string {
    const text = this.#translator.text.bind(this.#translator);
    const time = file.heard === undefined ? undefined : shortClock(file.heard);
    switch (file.phase) {
      case 'uploading':
        return text('file.uploading', { percent: Math.round(file.uploaded * 100) });
      case 'transcribing':
        return time === undefined ? text('file.transcribing') : text('file.heard', { time });
      case 'done':
        return time === undefined ? text('file.done_short') : text('file.done', { time });
      default:
        return text(`file.${file.phase}`);
    }
  }
}

export function isBusy(file: FileProgress): boolean {
  return file.phase === 'waiting' || file.phase === 'uploading' || file.phase === 'transcribing';
}
