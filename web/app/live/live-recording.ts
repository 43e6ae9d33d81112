import {
  measureLevel,
  Microphone,
  type MicrophoneError,
  ParleyError,
  ParleySession,
  type Level,
  Resampler,
  type SessionChange,
  type SessionEvent,
  type SessionState,
  toInt16Samples,
  type TranslateOptions,
} from '../../client/index.js';
import type { KeptSession } from './kept-session.js';
import { ReplayBuffer } from './replay-buffer.js';

export type LiveState = 'off' | 'opening' | 'connecting' | 'live' | 'reconnecting' | 'finishing';

export interface LiveOptions {
  readonly url: string | URL;
  readonly workletUrl: string;
  readonly model: string | undefined;
  readonly language: string | undefined;
  /** The microphone that was chosen; absent: the browser's own choice. */
  readonly deviceId?: string | undefined;
  /** Into which languages what is said is translated; absent: into none. */
  readonly translate?: TranslateOptions;
  /** The server is asked to keep what is said; else it does as it does. */
  readonly keep?: boolean;
  /** Where the session's id is kept, for the page to go on with it when it is loaded anew. */
  readonly kept: KeptSession;
  readonly onState: (state: LiveState) => void;
  readonly onLevel: (level: Level) => void;
  readonly onEvent: (event: SessionEvent) => void;
  /** Another session goes on from this second of the recording; what it says counts from there. */
  readonly onContinue: (seconds: number) => void;
  /** The session went on, but something of it failed. */
  readonly onTrouble: (error: ParleyError) => void;
  readonly onMuted: (muted: boolean) => void;
  /** The server noticed something beside the session, which goes on. */
  readonly onNotice: (code: string) => void;
}

const rate = 16_000;
/** Audio kept for another session when the server no longer has this one. */
const maxReplaySeconds = 120;
const maxReconnects = 7;
const firstDelayMs = 500;
const maxDelayMs = 8_000;
/** A session that ran this long was a good one: the count of failures starts anew. */
const goodSessionMs = 5_000;

/** From the microphone to a session, which outlives its connection, and to the next session when the server loses it. */
export class LiveRecording {
  readonly #options: LiveOptions;
  readonly #replay = new ReplayBuffer(maxReplaySeconds * rate);
  readonly #giveUp = new AbortController();
  #microphone: Microphone | undefined;
  #resampler: Resampler | undefined;
  #session: ParleySession | undefined;
  /** Where the current session's sample 0 lies in the recording. */
  #base = 0;
  /** Seconds of the session that were recorded by the page before this one. */
  #before = 0;
  #reconnects = 0;
  #openedAt = 0;
  #state: LiveState = 'off';
  #lost: MicrophoneError | undefined;
  #stopping: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  /** Of the options, what `change` changes. */
  #asked: SessionChange;

  constructor(options: LiveOptions) {
    this.#options = options;
    const { language, translate } = options;
    this.#asked = { ...(language ? { language } : {}), ...(translate ? { translate } : {}) };
  }

  /** The server's name for the session that goes on now. */
  get sessionId(): string | undefined {
    return this.#session?.id;
  }

  /** Seconds of audio taken from the microphone. */
  get seconds(): number {
    return this.#before + this.#replay.end / rate;
  }

  /**
   * Records until `stop()`, then resolves. Rejects with a `MicrophoneError` or `ParleyError` when it could not begin or
   * go on; what was recognised until then stands.
   */
  async run(): Promise<void> {
    try {
      this.#become('opening');
      await this.#openMicrophone();
      if (this.#giveUp.signal.aborted) return;
      this.#become('connecting');
      await this.#begin();
      await this.#untilOver();
      if (this.#lost !== undefined) throw this.#lost;
    } finally {
      this.#options.kept.forget();
      this.#microphone?.close();
      this.#session?.abort();
      this.#become('off');
    }
  }

  /** Ends the audio; `run()` resolves when the last final is in. */
  stop(): void {
    if (this.#state === 'live') this.#stopping ??= this.#finish();
    else this.#giveUp.abort();
    this.#wake?.();
  }

  /** Asks it of the session that runs, and of those that follow it. No audio is lost for it. */
  change(change: SessionChange): void {
    this.#asked = { ...this.#asked, ...change };
    this.#session?.update(change);
  }

  async #openMicrophone(): Promise<void> {
    this.#microphone = await Microphone.open({
      workletUrl: this.#options.workletUrl,
      deviceId: this.#options.deviceId,
      onAudio: (samples) => this.#hear(samples),
      onMuted: this.#options.onMuted,
      onLost: (error) => {
        this.#lost = error;
        this.stop();
      },
    });
    this.#resampler = new Resampler(this.#microphone.rate, rate);
  }

  #hear(samples: Float32Array): void {
    if (this.#resampler === undefined) return;
    this.#options.onLevel(measureLevel(samples));
    this.#send(this.#resampler.push(samples));
  }

  #send(resampled: Float32Array): void {
    const samples = toInt16Samples(resampled);
    this.#replay.push(samples);
    const state = this.#session?.state;
    if (state === 'connecting' || state === 'open' || state === 'reconnecting') this.#session?.sendAudio(samples);
  }

  /** Goes on with the session of the page before this one, if the server still has it; else starts one. */
  async #begin(): Promise<void> {
    const { id } = this.#options.kept;
    if (id === undefined) return this.#connect();
    try {
      await this.#connect(id);
    } catch (error) {
      if (this.#giveUp.signal.aborted || !(error instanceof ParleyError) || error.retry) throw error;
      await this.#connect();
    }
  }

  async #connect(resume?: string): Promise<void> {
    const { model, keep, kept } = this.#options;
    const session = new ParleySession({
      url: this.#options.url,
      start: {
        ...(model ? { model } : {}),
        ...this.#asked,
        ...(keep ? { history: { text: true, audio: true } } : {}),
        input: { encoding: 's16le', rate },
        resumable: true,
      },
      // From its first event on: the page that saw them is gone.
      ...(resume === undefined ? {} : { resume: { id: resume, after: 0 } }),
      maxHeldSeconds: maxReplaySeconds + 10,
      signal: this.#giveUp.signal,
    });
    this.#base = this.#replay.start;
    this.#options.onContinue(resume === undefined ? this.#before + this.#base / rate : 0);
    session.on('event', (event) => this.#receive(event));
    session.on('state', (state) => this.#follow(state));
    session.on('failed', () => this.#wake?.());
    this.#session = session;
    const connected = session.connect();
    for (const chunk of this.#replay.chunks()) session.sendAudio(chunk);
    const begun = await connected;
    kept.keep(begun.session_id);
    if (begun.type === 'session.resumed') {
      this.#before = begun.received / rate;
      this.#base -= begun.received;
    }
    this.#openedAt = performance.now();
    this.#become('live');
  }

  /** The session comes back to the server by itself. */
  #follow(state: SessionState): void {
    if (state === 'reconnecting' && this.#state === 'live') this.#become('reconnecting');
    if (state === 'open' && this.#state === 'reconnecting') this.#become('live');
  }

  #receive(event: SessionEvent): void {
    if (event.type === 'ack') this.#replay.forgetBefore(this.#base + event.committed);
    if (event.type === 'transcript.final') this.#replay.forgetBefore(this.#base + Math.round(event.end * rate));
    if (event.type === 'notice') this.#options.onNotice(event.code);
    if (event.type === 'error' && event.code !== 'taken_over' && this.#session?.state === 'open') this.#options.onTrouble(ParleyError.fromWire(event));
    this.#options.onEvent(event);
  }

  /** Returns when the recording has ended as it should; throws when it cannot go on. */
  async #untilOver(): Promise<void> {
    for (;;) {
      await this.#untilWoken();
      if (this.#stopping !== undefined) return this.#stopping;
      if (this.#giveUp.signal.aborted) return;
      await this.#reconnect(await this.#failure());
    }
  }

  /** The session is over, or the user wants it to be. */
  async #untilWoken(): Promise<void> {
    const state = this.#session?.state;
    if ((state !== 'open' && state !== 'reconnecting') || this.#stopping !== undefined) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }

  async #failure(): Promise<unknown> {
    return this.#session?.end().catch((error: unknown) => error);
  }

  async #reconnect(cause: unknown): Promise<void> {
    let error = cause;
    if (performance.now() - this.#openedAt > goodSessionMs) this.#reconnects = 0;
    for (;;) {
      if (!(error instanceof ParleyError) || !error.retry || this.#reconnects >= maxReconnects) throw error;
      this.#become('reconnecting');
      await this.#pause(error.retryAfterMs ?? Math.min(maxDelayMs, firstDelayMs * 2 ** this.#reconnects));
      this.#reconnects++;
      if (this.#giveUp.signal.aborted) return;
      try {
        return await this.#connect();
      } catch (next) {
        error = next;
        if (this.#giveUp.signal.aborted) return;
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  async #finish(): Promise<void> {
    this.#become('finishing');
    this.#microphone?.close();
    if (this.#resampler !== undefined) this.#send(this.#resampler.flush());
    await this.#session?.end();
  }

  #become(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
