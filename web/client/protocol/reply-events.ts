/** What is said between a user and the assistant of a session that converses, as `docs/conversation.md` defines it. */

interface Sequenced {
  readonly seq: number;
}

/** The user wrote this. */
export interface Message extends Sequenced {
  readonly type: 'message';
  readonly text: string;
}

/** The assistant thinks. Replies count from 1 and never overlap. */
export interface ReplyStarted extends Sequenced {
  readonly type: 'reply.started';
  readonly reply: number;
  readonly assistant: string;
  /** It answers from a list of patterns; there is no language model. */
  readonly scripted: boolean;
  /** Hz of its speech. */
  readonly rate: number;
}

/** More of its text, ahead of what is heard. */
export interface ReplyText extends Sequenced {
  readonly type: 'reply.text';
  readonly reply: number;
  readonly delta: string;
}

/** A tenth of a second of its speech at most. */
export interface ReplyAudio extends Sequenced {
  readonly type: 'reply.audio';
  readonly reply: number;
  /** Of the first sample, in the reply. */
  readonly position: number;
  readonly rate: number;
  /** One channel of PCM. */
  readonly samples: Int16Array;
}

/** A sound is heard: hold what is played until it is known whether somebody interrupts. */
export interface ReplyPaused extends Sequenced {
  readonly type: 'reply.paused';
  readonly reply: number;
  readonly position: number;
}

export interface ReplyResumed extends Sequenced {
  readonly type: 'reply.resumed';
  readonly reply: number;
  readonly position: number;
}

/** It is over: throw away what was not played. */
export interface ReplyEnded extends Sequenced {
  readonly type: 'reply.ended';
  readonly reply: number;
  readonly reason: 'completed' | 'interrupted' | 'cancelled' | 'length' | 'failed';
  /** Samples that were played. */
  readonly played: number;
  /** What was heard of it. */
  readonly text: string;
}

/** What a client tells the assistant. */
export type AssistantMessage =
  | { readonly type: 'message'; /** 1 to 8000 characters. */ readonly text: string }
  | { readonly type: 'reply.played'; readonly reply: number; /** Samples of the reply that were played. */ readonly position: number }
  | { readonly type: 'reply.cancel'; /** Absent: whichever it is. */ readonly reply?: number };
