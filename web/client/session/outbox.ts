/** What goes to the server and where it waits, bounded by the time its audio lasts. */
export interface OutboxOptions {
  readonly framesPerSecond: number;
  /** Bytes of one sample of every channel. */
  readonly bytesPerFrame: number;
  /** The sink is given no more while it holds this much: what waits here instead can still be dropped. */
  readonly maxSinkSeconds: number;
  /** The most audio, in seconds, that waits in the sink and here together; what is sent a second time does not count. */
  readonly maxHeldSeconds: number;
  /** Audio that was sent and is kept to be sent again, in seconds: beyond it the oldest is forgotten. */
  readonly maxKeptSeconds: number;
}

export interface MessageSink {
  readonly bufferedAmount: number;
  send(data: string | ArrayBuffer): void;
}

interface Chunk {
  readonly at: number;
  readonly bytes: ArrayBuffer;
}

interface Control {
  readonly at: number;
  readonly message: string;
}

/**
 * First in, first out: audio and the control messages between it keep their order while the sink is closed or full.
 * What was sent stays until it is acknowledged, so that another connection can be sent it again. Positions count frames
 * from the first one put in.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #chunks: Chunk[] = [];
  #controls: Control[] = [];
  #sentChunks = 0;
  #sentControls = 0;
  #end = 0;
  /** Everything before it was sent once. */
  #sentOnce = 0;
  /** Where position 0 lies in the session. */
  #base = 0;
  #mustState = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Everything was sent. */
  get isEmpty(): boolean {
    return this.#sentChunks === this.#chunks.length && this.#sentControls === this.#controls.length;
  }

  /** Seconds of audio that wait here and in the sink. */
  heldSeconds(sink: MessageSink | undefined): number {
    const sinkFrames = (sink?.bufferedAmount ?? 0) / this.#options.bytesPerFrame;
    return (this.#end - this.#cursor + sinkFrames) / this.#options.framesPerSecond;
  }

  /** False when the bound is reached; the audio is then not kept. */
  addAudio(bytes: ArrayBuffer, sink: MessageSink | undefined): boolean {
    const frames = this.#frames(bytes);
    const again = Math.max(0, this.#sentOnce - this.#cursor) / this.#options.framesPerSecond;
    if (this.heldSeconds(sink) - again + frames / this.#options.framesPerSecond > this.#options.maxHeldSeconds) return false;
    if (frames > 0) this.#chunks.push({ at: this.#end, bytes });
    this.#end += frames;
    return true;
  }

  addControl(message: string): void {
    this.#controls.push({ at: this.#end, message });
  }

  /** Hands over as much as the sink should hold. */
  drain(sink: MessageSink): void {
    const { maxSinkSeconds, framesPerSecond, bytesPerFrame, maxKeptSeconds } = this.#options;
    while (sink.bufferedAmount <= maxSinkSeconds * framesPerSecond * bytesPerFrame) {
      const control = this.#controls[this.#sentControls];
      const chunk = this.#chunks[this.#sentChunks];
      if (control !== undefined && (chunk === undefined || control.at <= chunk.at)) {
        sink.send(control.message);
        this.#sentControls++;
      } else if (chunk !== undefined) {
        if (this.#mustState) sink.send(JSON.stringify({ type: 'audio.position', position: this.#base + chunk.at }));
        this.#mustState = false;
        sink.send(chunk.bytes);
        this.#sentChunks++;
      } else {
        break;
      }
    }
    this.#sentOnce = Math.max(this.#sentOnce, this.#cursor);
    this.#forget(this.#cursor - maxKeptSeconds * framesPerSecond);
  }

  /** The server takes part in a session that went on without this outbox: what is put in follows what it holds. */
  startAt(received: number): void {
    this.#base = received;
    this.#mustState = true;
  }

  /** Another connection: what the server does not hold is sent again. */
  rewind(received: number): void {
    const from = received - this.#base;
    this.#sentChunks = this.#chunks.findIndex(({ at, bytes }) => at + this.#frames(bytes) > from);
    if (this.#sentChunks < 0) this.#sentChunks = this.#chunks.length;
    const chunk = this.#chunks[this.#sentChunks];
    if (chunk !== undefined && chunk.at < from) {
      const cut = (from - chunk.at) * this.#options.bytesPerFrame;
      this.#chunks.splice(
        this.#sentChunks,
        1,
        { at: chunk.at, bytes: chunk.bytes.slice(0, cut) },
        { at: from, bytes: chunk.bytes.slice(cut) },
      );
      this.#sentChunks++;
    }
    // One that stands right where the held audio ends may not have been heard; to say it twice does no harm.
    this.#sentControls = this.#controls.findIndex(({ at }) => at >= from);
    if (this.#sentControls < 0) this.#sentControls = this.#controls.length;
    this.#mustState = true;
  }

  /** The session will not ask for anything before this again. */
  acknowledge(committed: number): void {
    this.#forget(committed - this.#base);
  }

  clear(): void {
    this.#chunks = [];
    this.#controls = [];
    this.#sentChunks = 0;
    this.#sentControls = 0;
    this.#end = 0;
    this.#sentOnce = 0;
  }

  /** Up to where everything was sent. */
  get #cursor(): number {
    return this.#chunks[this.#sentChunks]?.at ?? this.#end;
  }

  #frames(bytes: ArrayBuffer): number {
    return bytes.byteLength / this.#options.bytesPerFrame;
  }

  #forget(before: number): void {
    let chunks = 0;
    while (chunks < this.#sentChunks) {
      const chunk = this.#chunks[chunks] as Chunk;
      if (chunk.at + this.#frames(chunk.bytes) > before) break;
      chunks++;
    }
    this.#chunks.splice(0, chunks);
    this.#sentChunks -= chunks;
    let controls = 0;
    while (controls < this.#sentControls && (this.#controls[controls] as Control).at < before) controls++;
    this.#controls.splice(0, controls);
    this.#sentControls -= controls;
  }
}
