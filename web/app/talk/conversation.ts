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
  type ReplyAudio,
  type ReplyEnded,
  type ReplyPaused,
  ReplyPlayer,
  type ReplyResumed,
  Resampler,
  type SessionEvent,
  settle,
  toInt16Samples,
} from '../../client/index.js';

import type { KeptTalk } from './kept-talk.js';

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
  /** What it was before the page was loaded anew: it goes on. */
  readonly kept: KeptTalk;
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
  #withMicrophone = false;
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;
  #keepAlive: ReturnType<typeof setInterval> | undefined;
  /** Written before there was a session to take it. */
  readonly #unsaid: string[] = [];
  /** Something of a reply is still to be heard. */
  #sounds = false;
  /** The user wants to hear no more of replies up to this one. */
  #silenced = 0;
  /** Of the replies before the page was loaded anew, what was heard. */
  #heard = { reply: 0, played: 0 };
  /** Up to which event everything was said to the page before. */
  #known = 0;

  /** `before`: what was said in the conversations before this one; it stays in sight. */
  constructor(options: ConversationOptions, before: Dialogue = noDialogue) {
    this.#options = options;
    this.#dialogue = before;
  }

  get dialogue(): Dialogue {
    return this.#dialogue;
  }

  /** Nobody is heard: what the user has to say is written. */
  get inWriting(): boolean {
    return !this.#withMicrophone;
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
    this.#withMicrophone = withMicrophone;
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
      this.#letOut();
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
        this.#options.kept.heard(reply, position);
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
    const { url, model, language, converse, pushToTalk, keep, kept } = this.#options;
    this.#become('connecting');
    const before = kept.current;
    if (before !== undefined) this.#heard = before;
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
      // From its first event on: the page that saw them is gone.
      ...(before === undefined ? {} : { resume: { id: before.id, after: 0 } }),
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
    const begun = await connected;
    if (begun.type === 'session.resumed') this.#known = begun.last ?? 0;
    kept.keep({ id: begun.session_id, withMicrophone: this.#withMicrophone, reply: this.#heard.reply, played: this.#heard.played });
    this.#become('live');
    await over;
  }

  #hear(samples: Float32Array): void {
    const deaf = this.#options.pushToTalk && !this.#held;
    // Silence goes out while the button is up: the time of the session goes on, and nothing in the room is heard.
    if (deaf) samples.fill(0);
    this.#options.onLevel(measureLevel(samples));
    this.#send(this.#resampler?.push(samples));
  }

  /** What was said with the button down goes out before its end does, not after it. */
  #letOut(): void {
    if (this.#microphone === undefined) return;
    this.#send(this.#resampler?.flush());
    this.#resampler = new Resampler(this.#microphone.rate, inputRate);
  }

  #send(resampled: Float32Array | undefined): void {
    const state = this.#session?.state;
    if (resampled === undefined || this.#phase === 'ending') return;
    if (state === 'connecting' || state === 'open' || state === 'reconnecting') this.#session?.sendAudio(toInt16Samples(resampled));
  }

  #receive(event: SessionEvent): void {
    switch (event.type) {
      case 'ack':
        return;
      case 'reply.audio':
        if (event.reply > this.#silenced) this.#play(event);
        return;
      case 'reply.paused':
      case 'reply.resumed':
      case 'reply.ended':
        if (event.reply >= this.#heard.reply) this.#steer(event);
        break;
      case 'notice':
        this.#options.onNotice(event.code, event.message);
        break;
      case 'error':
        if (this.#phase === 'live' && (event.seq ?? Infinity) > this.#known && event.code !== 'taken_over') this.#options.onTrouble(ParleyError.fromWire(event));
        break;
    }
    this.#dialogue = reduceDialogue(this.#dialogue, event);
    this.#options.onChange();
  }

  /** Plays what the page before this one has not played. */
  #play({ reply, position, samples }: ReplyAudio): void {
    const { reply: heardReply, played } = this.#heard;
    const skipped = reply < heardReply ? samples.length : reply > heardReply ? 0 : Math.min(samples.length, Math.max(0, played - position));
    if (skipped < samples.length) this.#player?.play(reply, position + skipped, samples.subarray(skipped));
  }

  #steer(event: ReplyPaused | ReplyResumed | ReplyEnded): void {
    if (event.type === 'reply.paused') this.#player?.pause();
    else if (event.type === 'reply.resumed') this.#player?.resume();
    else if (event.reason === 'interrupted' || event.reason === 'cancelled') this.#player?.clear();
    else this.#player?.finish();
  }

  #release(): void {
    this.#options.kept.forget();
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
