import { byId } from '../dom.js';

/** Recordings come in by the button or by dropping them anywhere on the page. */
export class FileInput {
  readonly #input = byId<HTMLInputElement>('file-input');
  readonly #overlay = byId('drop');
  /** Every element under the pointer reports entering and leaving. */
  #depth = 0;

  constructor(onFiles: (files: readonly File[]) => void) {
    byId('open-file').addEventListener('click', () => this.open());
    this.#input.addEventListener('change', () => {
      onFiles([...(this.#input.files ?? [])]);
      // The same file may be chosen once more.
      this.#input.value = '';
    });
    document.addEventListener('dragenter', (event) => this.#enter(event));
    document.addEventListener('dragleave', () => this.#leave());
    document.addEventListener('dragover', (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    document.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#depth = 1;
      this.#leave();
      onFiles([...(event.dataTransfer?.files ?? [])]);
    });
  }

  open(): void {
    this.#input.click();
  }

  #enter(event: DragEvent): void {
    if (!hasFiles(event)) return;
    this.#depth++;
    this.#overlay.hidden = false;
  }

  #leave(): void {
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.#overlay.hidden = true;
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
