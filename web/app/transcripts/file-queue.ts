import { appendText, ParleyError, transcribeFile } from '../../client/index.js';
import type { FileProgress, Transcripts } from './transcripts.js';

export interface FileQueueOptions {
  readonly url: string | URL;
  readonly transcripts: Transcripts;
  /** What to ask of the server, read when a file's turn comes. */
  readonly choices: () => { readonly model: string | undefined; readonly language: string | undefined };
  readonly onFailed: (id: number, file: File, error: unknown) => void;
}

interface Job {
  readonly id: number;
  readonly file: File;
  readonly cancel: AbortController;
}

/** Transcribes one file after another, so that several do not wait for each other's uploads. */
export class FileQueue {
  readonly #options: FileQueueOptions;
  readonly #jobs: Job[] = [];
  #running = false;

  constructor(options: FileQueueOptions) {
    this.#options = options;
  }

  add(id: number, file: File): void {
    this.#jobs.push({ id, file, cancel: new AbortController() });
    void this.#run();
  }

  cancel(id: number): void {
    const at = this.#jobs.findIndex((job) => job.id === id);
    const job = this.#jobs[at];
    if (job === undefined) return;
    job.cancel.abort();
    // The first one is being worked on and leaves by itself.
    if (at > 0 || !this.#running) this.#jobs.splice(at, 1);
    this.#progress(id, { phase: 'cancelled' });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      await this.#transcribe(job);
      this.#jobs.shift();
    }
    this.#running = false;
  }

  async #transcribe({ id, file, cancel }: Job): Promise<void> {
    this.#progress(id, { phase: 'uploading' });
    try {
      await transcribeFile(file, {
        ...this.#options.choices(),
        url: this.#options.url,
        signal: cancel.signal,
        onUpload: (sent, total) => {
          this.#progress(id, sent < total ? { uploaded: sent / total } : { uploaded: 1, phase: 'transcribing' });
        },
        onText: (text) => {
          this.#options.transcripts.update(id, ({ captions }) => ({ captions: appendText(captions, text) }));
          this.#progress(id, { phase: 'transcribing', ...(text.end > 0 ? { heard: text.end } : {}) });
        },
      });
      this.#progress(id, { phase: 'done' });
    } catch (error) {
      const cancelled = error instanceof ParleyError && error.code === 'aborted';
      this.#progress(id, { phase: cancelled ? 'cancelled' : 'failed' });
      if (!cancelled) this.#options.onFailed(id, file, error);
    }
  }

  #progress(id: number, change: Partial<FileProgress>): void {
    this.#options.transcripts.update(id, ({ file }) => (file === undefined ? {} : { file: { ...file, ...change } }));
  }
}
