import { type Captions, noCaptions } from '../../client/index.js';

export type FilePhase = 'waiting' | 'uploading' | 'transcribing' | 'done' | 'cancelled' | 'failed';

export interface FileProgress {
  readonly phase: FilePhase;
  /** Bytes on the server, of all: 0 to 1. */
  readonly uploaded: number;
  /** Seconds of the recording whose text is there; `undefined` when the server gives no times. */
  readonly heard: number | undefined;
}

/** One text on the page: of the microphone, or of a recorded file. */
export interface Transcript {
  readonly id: number;
  readonly createdAt: Date;
  /** A file's name; the microphone's has none. */
  readonly name: string | undefined;
  readonly captions: Captions;
  readonly file: FileProgress | undefined;
}

export const maxTranscripts = 20;

/** The texts of the page and which of them is shown. Always at least one. */
export class Transcripts {
  readonly #onChange: (() => void)[] = [];
  #all: readonly Transcript[];
  #shownId: number;
  #nextId = 1;

  constructor() {
    const first = this.#make();
    this.#all = [first];
    this.#shownId = first.id;
  }

  get all(): readonly Transcript[] {
    return this.#all;
  }

  get shown(): Transcript {
    return this.find(this.#shownId) ?? (this.#all[0] as Transcript);
  }

  get isFull(): boolean {
    return this.#all.length >= maxTranscripts;
  }

  find(id: number): Transcript | undefined {
    return this.#all.find((transcript) => transcript.id === id);
  }

  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }

  show(id: number): void {
    if (this.find(id) === undefined) return;
    this.#shownId = id;
    this.#changed();
  }

  /** A new transcript of the microphone; an empty one is used again. `undefined` when there are too many. */
  addLive(): Transcript | undefined {
    const empty = this.#all.find((transcript) => isUnused(transcript));
    return empty ?? this.#add(this.#make());
  }

  /** `undefined` when there are too many. */
  addFile(name: string): Transcript | undefined {
    // The empty page a visitor begins with makes room for the first file.
    const unused = this.#all.length === 1 ? this.#all.find(isUnused) : undefined;
    const made = this.#make(name, { phase: 'waiting', uploaded: 0, heard: undefined });
    if (unused === undefined) return this.#add(made);
    this.#all = [made];
    this.show(made.id);
    return made;
  }

  update(id: number, change: (transcript: Transcript) => Partial<Transcript>): void {
    this.#all = this.#all.map((transcript) => (transcript.id === id ? { ...transcript, ...change(transcript) } : transcript));
    this.#changed();
  }

  remove(id: number): void {
    const at = this.#all.findIndex((transcript) => transcript.id === id);
    if (at < 0) return;
    const rest = this.#all.toSpliced(at, 1);
    this.#all = rest.length > 0 ? rest : [this.#make()];
    if (this.#shownId === id) this.#shownId = (this.#all[Math.min(at, this.#all.length - 1)] as Transcript).id;
    this.#changed();
  }

  /** Puts back what was removed. */
  restore(transcript: Transcript): void {
    this.#all = [...this.#all.filter((other) => !isUnused(other)), transcript].sort((a, b) => a.id - b.id);
    this.show(transcript.id);
  }

  #add(transcript: Transcript): Transcript | undefined {
    if (this.isFull) return undefined;
    this.#all = [...this.#all, transcript];
    this.#changed();
    return transcript;
  }

  #make(name?: string, file?: FileProgress): Transcript {
    return { id: this.#nextId++, createdAt: new Date(), name, file, captions: noCaptions };
  }

  #changed(): void {
    for (const listener of this.#onChange) listener();
  }
}

function isUnused(transcript: Transcript): boolean {
  return transcript.file === undefined && transcript.captions.lines.length === 0;
}
