import {
  type ConverseOptions,
  type Dialogue,
  type Level,
  measureLevel,
  Microphone,
  noDialogue,
  openReply,
  ParleyError,
  ParleySession,
  reduceDialogue,
  ReplyPlayer,
  Resampler,
  type SessionEvent,
  settle,
  toInt16Samples,
} from '../../client/index.js';

export type TalkState = 'off' | 'opening' | 'connecting' | 'reconnecting' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'ending';

type Phase = 'off' | 'opening' | 'connecting' | 'reconnecting' | 'live' | 'ending';

export interface ConversationOptions {
  readonly url: string | URL;
  readonly captureUrl: string;
  readonly playbackUrl: string;
  readonly model: string | undefined;
  readonly language: string | undefined;
  readonly converse: ConverseOptions;
  readonly inputDevice: string | undefined;
  readonly outputDevice: string | undefined;
  /** The server is asked to keep what is said; else it does as it does. */
  readonly keep?: boolean;
  /** The user says when they speak, by `hold` and `release`; else they are heard all the time. */
  readonly pushToTalk: boolean;
  readonly onChange: () => void;
  readonly onLevel: (level: Level) => void;
  readonly onMuted: (muted: boolean) => void;
  /** Something of the conversation failed, and it goes on. */
  readonly onNotice: (code: string, message: string) => void;
  readonly onTrouble: (error: ParleyError) => void;
}

const inputRate = 16_000;
const replyRate = 24_000;
/** Whoever lets the button go has not always closed their mouth. */
const releaseTailMs = 250;
/** A session without a microphone says now and then that it is there. */
const keepAliveMs = 20_000;

/** One conversation: what the microphone hears goes out, what the assistant says is played, until `stop`. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #giveUp = new AbortController();
  #dialogue: Dialogue;
  #phase: Phase = 'off';
  #session: ParleySession | undefined;
  #player: ReplyPlayer | undefined;
  #microphone: Microphone | undefined;
  #resampler: Resampler | undefined;
  #held = false;
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;
  #keepAlive: ReturnType<typeof setInterval> | undefined;
  /** Written before there was a session to take it. */
  readonly #unsaid: string[] = [];
  /** Something of a reply is still to be heard. */
  #sounds = false;
  /** The user wants to hear no more of replies up to this one. */
  #silenced = 0;

  /** `before`: what was said in the conversations before this one; it stays in sight. */
  constructor(options: ConversationOptions, before: Dialogue = noDialogue) {
    this.#options = options;
    this.#dialogue = before;
  }

  get dialogue(): Dialogue {
    return this.#dialogue;
  }

  get state(): TalkState {
    if (this.#phase !== 'live') return this.#phase;
    if (this.#dialogue.hearing || this.#held) return 'hearing';
    const reply = openReply(this.#dialogue);
    if (this.#sounds) return 'speaking';
    return reply === undefined ? 'listening' : 'thinking';
  }

  /** Talks until `stop()`, then resolves. Rejects with a `MicrophoneError` or `ParleyError` when it cannot begin or go on. */
  async run(withMicrophone: boolean): Promise<void> {
    let lost: unknown;
    try {
      this.#become('opening');
      await this.#openPlayer();
      if (withMicrophone) {
        await this.#openMicrophone((error) => {
          lost = error;
          this.stop();
        });
      } else {
        this.#keepAlive = setInterval(() => this.#session?.flush(), keepAliveMs);
      }
      if (this.#giveUp.signal.aborted) return;
      await this.#converse();
      if (lost !== undefined) throw lost;
    } finally {
      this.#release();
    }
  }

  /** Ends it; `run()` resolves when the last words are in. */
  stop(): void {
    if (this.#phase !== 'live') {
      this.#giveUp.abort();
      return;
    }
    this.#become('ending');
    this.#player?.clear();
    this.#microphone?.close();
    void this.#session?.end().catch(() => undefined);
  }

  /** A turn in writing; what is being said is over. */
  say(text: string): void {
    this.#player?.clear();
    if (this.#session === undefined) this.#unsaid.push(text);
    else this.#session.tell({ type: 'message', text });
  }

  /** No more of this reply. */
  interrupt(): void {
    const reply = openReply(this.#dialogue);
    this.#player?.clear();
    this.#sounds = false;
    if (reply === undefined) return;
    this.#silenced = reply.reply;
    this.#session?.tell({ type: 'reply.cancel', reply: reply.reply });
  }

  /** The user begins to speak, and is heard until `release`. */
  hold(): void {
    clearTimeout(this.#releaseTimer);
    if (this.#held) return;
    this.#held = true;
    this.interrupt();
    this.#options.onChange();
  }

  release(): void {
    if (!this.#held) return;
    clearTimeout(this.#releaseTimer);
    this.#releaseTimer = setTimeout(() => {
      this.#held = false;
      if (this.#phase === 'live' || this.#phase === 'reconnecting') this.#session?.flush();
      this.#options.onChange();
    }, releaseTailMs);
  }

  async #openPlayer(): Promise<void> {
    this.#player = await ReplyPlayer.open({
      workletUrl: this.#options.playbackUrl,
      rate: replyRate,
      deviceId: this.#options.outputDevice,
      onPlayed: (reply, position, idle) => {
        this.#session?.tell({ type: 'reply.played', reply, position });
        if (this.#sounds === !idle) return;
        this.#sounds = !idle;
        this.#options.onChange();
      },
    });
  }

  async #openMicrophone(onLost: (error: unknown) => void): Promise<void> {
    this.#microphone = await Microphone.open({
      workletUrl: this.#options.captureUrl,
      deviceId: this.#options.inputDevice,
      cancelEcho: true,
      onAudio: (samples) => this.#hear(samples),
      onMuted: this.#options.onMuted,
      onLost,
    });
    this.#resampler = new Resampler(this.#microphone.rate, inputRate);
  }

  async #converse(): Promise<void> {
    const { url, model, language, converse, pushToTalk, keep } = this.#options;
    this.#become('connecting');
    const session = new ParleySession({
      url,
      start: {
        ...(model ? { model } : {}),
        ...(language ? { language } : {}),
        ...(pushToTalk ? { endpointing: { manual: true, max_utterance_ms: 30_000 } } : {}),
        ...(keep ? { history: { text: true, audio: true } } : {}),
        input: { encoding: 's16le', rate: inputRate },
        converse: { ...converse, rate: replyRate },
        resumable: true,
      },
      signal: this.#giveUp.signal,
    });
    this.#session = session;
    const over = new Promise<void>((resolve, reject) => {
      session.on('failed', reject);
      session.on('session.ended', () => resolve());
    });
    over.catch(() => undefined);
    session.on('event', (event) => this.#receive(event));
    session.on('state', (state) => {
      if (state === 'reconnecting' && this.#phase === 'live') this.#become('reconnecting');
      if (state === 'open' && this.#phase === 'reconnecting') this.#become('live');
    });
    const connected = session.connect();
    for (const text of this.#unsaid.splice(0)) session.tell({ type: 'message', text });
    await connected;
    this.#become('live');
    await over;
  }

  #hear(samples: Float32Array): void {
    const deaf = this.#options.pushToTalk && !this.#held;
    // Silence goes out while the button is up: the time of the session goes on, and nothing in the room is heard.
    if (deaf) samples.fill(0);
    this.#options.onLevel(measureLevel(samples));
    const resampled = this.#resampler?.push(samples);
    const state = this.#session?.state;
    if (resampled === undefined || this.#phase === 'ending') return;
    if (state === 'connecting' || state === 'open' || state === 'reconnecting') this.#session?.sendAudio(toInt16Samples(resampled));
  }

  #receive(event: SessionEvent): void {
    switch (event.type) {
      case 'ack':
        return;
      case 'reply.audio':
        if (event.reply > this.#silenced) this.#player?.play(event.reply, event.position, event.samples);
        return;
      case 'reply.paused':
        this.#player?.pause();
        break;
      case 'reply.resumed':
        this.#player?.resume();
        break;
      case 'reply.ended':
        if (event.reason === 'interrupted' || event.reason === 'cancelled') this.#player?.clear();
        else this.#player?.finish();
        break;
      case 'notice':
        this.#options.onNotice(event.code, event.message);
        break;
      case 'error':
        if (this.#phase === 'live' && event.code !== 'taken_over') this.#options.onTrouble(ParleyError.fromWire(event));
        break;
    }
    this.#dialogue = reduceDialogue(this.#dialogue, event);
    this.#options.onChange();
  }

  #release(): void {
    clearTimeout(this.#releaseTimer);
    clearInterval(this.#keepAlive);
    this.#microphone?.close();
    this.#player?.close();
    this.#session?.abort();
    this.#sounds = false;
    this.#held = false;
    this.#dialogue = settle(this.#dialogue);
    this.#become('off');
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#options.onChange();
  }
}
