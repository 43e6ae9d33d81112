/** Runs in the audio thread: plays replies evenly, stops within a block, and says how far it has come. */
import { ReplyQueue } from './reply-queue.js';

// The scope of an AudioWorklet is not part of TypeScript's DOM library.
declare const sampleRate: number;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

export type PlaybackOrder =
  | { readonly do: 'play'; readonly reply: number; readonly position: number; readonly samples: Float32Array }
  | { readonly do: 'finish' | 'pause' | 'resume' | 'clear' };

/** `idle`: everything there was has been played, or was cleared. */
export interface PlaybackReport {
  readonly reply: number;
  readonly played: number;
  readonly idle: boolean;
}

/** What the network may be late by without a gap, s. */
const cushionSeconds = 0.08;
const maxSeconds = 30;
const reportSeconds = 0.1;

class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #queue = new ReplyQueue(cushionSeconds * sampleRate, maxSeconds * sampleRate);
  #sinceReport = 0;
  #reported = 0;
  #wasIdle = true;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackOrder>) => this.#obey(data);
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [block, ...others] = outputs[0] ?? [];
    if (block === undefined) return true;
    this.#queue.take(block);
    for (const other of others) other.set(block);
    this.#sinceReport += block.length;
    const idle = this.#queue.isEmpty;
    if (idle !== this.#wasIdle || (this.#sinceReport >= reportSeconds * sampleRate && this.#queue.played !== this.#reported)) this.#report(idle);
    return true;
  }

  #obey(order: PlaybackOrder): void {
    if (order.do === 'play') this.#queue.push(order.reply, order.position, order.samples);
    else this.#queue[order.do]();
  }

  #report(idle: boolean): void {
    this.#sinceReport = 0;
    this.#reported = this.#queue.played;
    this.#wasIdle = idle;
    const report: PlaybackReport = { reply: this.#queue.reply, played: this.#queue.played, idle };
    this.port.postMessage(report);
  }
}

registerProcessor('parley-playback', PlaybackProcessor);
