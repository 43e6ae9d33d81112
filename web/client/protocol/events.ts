import type { Message, ReplyAudio, ReplyEnded, ReplyPaused, ReplyResumed, ReplyStarted, ReplyText } from './reply-events.js';
import type { TranslationFailed, TranslationFinal, TranslationPartial } from './translation-events.js';

/** What the server says, as `docs/protocol.md` defines it. Times are seconds from the session's first sample. */

/** Every event of the log carries its place in it: from 1, each one more than the one before. */
interface Sequenced {
  readonly seq: number;
}

export interface SessionStarted extends Sequenced {
  readonly type: 'session.started';
  readonly session_id: string;
  readonly model: string;
  readonly language: string;
  /** Input rate in Hz: the unit of every position. */
  readonly rate: number;
}

/** What the session does now, after a change while it ran. */
export interface SessionUpdated extends Sequenced {
  readonly type: 'session.updated';
  readonly language: string;
  /** Languages that what is said is translated to. */
  readonly targets: readonly string[];
}

export interface SpeechStarted extends Sequenced {
  readonly type: 'speech.started';
  readonly utterance: number;
  readonly start: number;
}

export interface SpeechEnded extends Sequenced {
  readonly type: 'speech.ended';
  readonly utterance: number;
  readonly end: number;
  readonly reason: 'silence' | 'max_length' | 'flush' | 'input_ended';
}

/** Shown as `stable` + `tail`; `stable` only grows within the utterance. */
export interface TranscriptPartial extends Sequenced {
  readonly type: 'transcript.partial';
  readonly utterance: number;
  readonly stable: string;
  readonly tail: string;
  readonly start: number;
  readonly end: number;
}

export interface TimedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface TranscriptFinal extends Sequenced {
  readonly type: 'transcript.final';
  readonly utterance: number;
  readonly text: string;
  readonly language: string;
  readonly start: number;
  readonly end: number;
  readonly words?: readonly TimedWord[] | null;
  readonly confidence?: number | null;
}

export interface Ack extends Sequenced {
  readonly type: 'ack';
  /** Every sample before this is held by the server. */
  readonly received: number;
  /** Everything before this is final; the audio before it may be forgotten. */
  readonly committed: number;
}

export interface Notice extends Sequenced {
  readonly type: 'notice';
  readonly code: string;
  readonly message: string;
}

/** Has a `seq` when it belongs to the session's history, none when it answers a message of this connection. */
export interface ErrorRaised extends WireError {
  readonly type: 'error';
  readonly seq?: number | null;
}

/** The one shape of an error on the wire. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly param?: string | null;
  readonly retry?: boolean;
  readonly retry_after_ms?: number | null;
  readonly request_id?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

export interface Usage extends Sequenced {
  readonly type: 'usage';
  readonly audio_seconds: number;
  readonly speech_seconds: number;
}

export interface SessionEnded extends Sequenced {
  readonly type: 'session.ended';
  readonly reason: 'completed' | 'abandoned' | 'shutdown' | 'failed';
}

/** The answer to `session.resume`: where the session stands. Belongs to the connection, so it has no `seq`. */
export interface SessionResumed {
  readonly type: 'session.resumed';
  readonly seq?: null;
  readonly session_id: string;
  readonly rate: number;
  /** Grows with each connection that speaks to the session. */
  readonly epoch: number;
  readonly received: number;
  readonly committed: number;
  /** The newest event of the session so far. */
  readonly last?: number;
}

/** Events after `after` are gone; what follows begins at `first`. */
export interface Reset {
  readonly type: 'reset';
  readonly seq?: null;
  readonly after: number;
  readonly first: number;
}

export type SessionEvent =
  | SessionStarted
  | SessionUpdated
  | SessionResumed
  | Reset
  | SpeechStarted
  | SpeechEnded
  | TranscriptPartial
  | TranscriptFinal
  | TranslationPartial
  | TranslationFinal
  | TranslationFailed
  | Message
  | ReplyStarted
  | ReplyText
  | ReplyAudio
  | ReplyPaused
  | ReplyResumed
  | ReplyEnded
  | Ack
  | Notice
  | ErrorRaised
  | Usage
  | SessionEnded;

export type SessionEventType = SessionEvent['type'];

/** The event of one type. */
export type EventOf<T extends SessionEventType> = Extract<SessionEvent, { type: T }>;
