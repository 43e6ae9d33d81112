/** What goes to the server and where it waits, bounded by the time its audio lasts. */
export interface SendQueueOptions {
  readonly bytesPerSecond: number;
  /** The sink is given no more while it holds this much: what waits here instead can still be dropped. */
  readonly maxSinkSeconds: number;
  /** The most audio, in seconds, that waits in the sink and here together. */
  readonly maxHeldSeconds: number;
}

export interface MessageSink {
  readonly bufferedAmount: number;
  send(data: string | ArrayBuffer): void;
}

/** First in, first out: audio and the control messages between it keep their order while the sink is closed or full. */
export class SendQueue {
  readonly #options: SendQueueOptions;
  readonly #waiting: (string | ArrayBuffer)[] = [];
  #audioBytes = 0;

  constructor(options: SendQueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Seconds of audio that wait here and in the sink. */
  heldSeconds(sink: MessageSink | undefined): number {
    return (this.#audioBytes + (sink?.bufferedAmount ?? 0)) / this.#options.bytesPerSecond;
  }

  /** False when the bound is reached; the audio is then not kept. */
  addAudio(chunk: ArrayBuffer, sink: MessageSink | undefined): boolean {
    const seconds = chunk.byteLength / this.#options.bytesPerSecond;
    if (this.heldSeconds(sink) + seconds > this.#options.maxHeldSeconds) return false;
    this.#waiting.push(chunk);
    this.#audioBytes += chunk.byteLength;
    return true;
  }

  addControl(message: string): void {
    this.#waiting.push(message);
  }

  /** Hands over as much as the sink should hold. */
  drain(sink: MessageSink): void {
    const limit = this.#options.maxSinkSeconds * this.#options.bytesPerSecond;
    let taken = 0;
    for (const message of this.#waiting) {
      if (sink.bufferedAmount > limit) break;
      sink.send(message);
      taken++;
      if (typeof message !== 'string') this.#audioBytes -= message.byteLength;
    }
    this.#waiting.splice(0, taken);
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#audioBytes = 0;
  }
}
