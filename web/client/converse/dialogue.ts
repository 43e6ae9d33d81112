import type { SessionEvent } from '../protocol/events.js';
import type { ReplyEnded } from '../protocol/reply-events.js';

/** One turn of a conversation as it is shown. */
export type Turn = UserTurn | AssistantTurn;

export interface UserTurn {
  readonly who: 'user';
  /** Unique within the dialogue; grows. */
  readonly id: number;
  readonly utterance: number | undefined;
  /** Never taken back. */
  readonly stable: string;
  /** May still change; empty once `final`. */
  readonly tail: string;
  readonly final: boolean;
  /** Not said but written. */
  readonly written: boolean;
}

export interface AssistantTurn {
  readonly who: 'assistant';
  readonly id: number;
  readonly reply: number;
  readonly assistant: string;
  readonly scripted: boolean;
  /** Everything it wrote. */
  readonly text: string;
  /** How much of `text` was heard, in characters; `undefined` while it goes on or when it was heard to its end. */
  readonly heard: number | undefined;
  /** `thinking` until its first word, `speaking` until it is over. */
  readonly state: 'thinking' | 'speaking' | ReplyEnded['reason'];
}

export interface Dialogue {
  readonly turns: readonly Turn[];
  /** Whether the user speaks now. */
  readonly hearing: boolean;
  readonly nextId: number;
}

/** Beyond it the oldest turn goes. */
export const maxTurns = 1_000;

export const noDialogue: Dialogue = { turns: [], hearing: false, nextId: 1 };

/** The dialogue after one more event. */
export function reduceDialogue(dialogue: Dialogue, event: SessionEvent): Dialogue {
  switch (event.type) {
    case 'speech.started':
      return { ...dialogue, hearing: true };
    case 'speech.ended':
      return { ...dialogue, hearing: false };
    case 'transcript.partial':
      return putUser(dialogue, event.utterance, { stable: event.stable, tail: event.tail, final: false, written: false });
    case 'transcript.final':
      return putUser(dialogue, event.utterance, { stable: event.text, tail: '', final: true, written: false });
    case 'message':
      return add(dialogue, { who: 'user', utterance: undefined, stable: event.text, tail: '', final: true, written: true });
    case 'reply.started': {
      const { reply, assistant, scripted } = event;
      return add(dialogue, { who: 'assistant', reply, assistant, scripted, text: '', heard: undefined, state: 'thinking' });
    }
    case 'reply.text':
      return changeReply(dialogue, event.reply, (turn) => ({ ...turn, text: turn.text + event.delta, state: 'speaking' }));
    case 'reply.ended':
      return changeReply(dialogue, event.reply, (turn) => endReply(turn, event));
    case 'session.started':
    case 'session.ended':
      return settle(dialogue);
    default:
      return dialogue;
  }
}

/** The conversation is over, or broke off: nothing in it goes on. */
export function settle(dialogue: Dialogue): Dialogue {
  const turns = dialogue.turns
    .map((turn): Turn => {
      if (turn.who === 'user') return turn.final ? turn : { ...turn, tail: '', final: true };
      return isOpen(turn) ? { ...turn, state: 'cancelled' } : turn;
    })
    .filter((turn) => turn.who === 'assistant' || turn.stable !== '');
  return { ...dialogue, turns, hearing: false };
}

/** The reply that goes on now. */
export function openReply({ turns }: Dialogue): AssistantTurn | undefined {
  return turns.findLast((turn): turn is AssistantTurn => turn.who === 'assistant' && isOpen(turn));
}

function isOpen({ state }: AssistantTurn): boolean {
  return state === 'thinking' || state === 'speaking';
}

function endReply(turn: AssistantTurn, { reason, text }: ReplyEnded): AssistantTurn {
  // What was heard is the beginning of what was written; where an apology took its place, it is what counts.
  if (!turn.text.startsWith(text)) return { ...turn, text: text || turn.text, state: reason, heard: undefined };
  return { ...turn, state: reason, heard: text.length < turn.text.trimEnd().length ? text.length : undefined };
}

type NewTurn = Omit<UserTurn, 'id'> | Omit<AssistantTurn, 'id'>;

function add(dialogue: Dialogue, turn: NewTurn): Dialogue {
  const turns = [...dialogue.turns, { ...turn, id: dialogue.nextId } as Turn];
  return { ...dialogue, turns: turns.slice(-maxTurns), nextId: dialogue.nextId + 1 };
}

function putUser(dialogue: Dialogue, utterance: number, shown: Pick<UserTurn, 'stable' | 'tail' | 'final' | 'written'>): Dialogue {
  const at = dialogue.turns.findLastIndex((turn) => turn.who === 'user' && !turn.final && turn.utterance === utterance);
  if (at < 0) return add(dialogue, { who: 'user', utterance, ...shown });
  return { ...dialogue, turns: dialogue.turns.with(at, { ...(dialogue.turns[at] as UserTurn), ...shown }) };
}

function changeReply(dialogue: Dialogue, reply: number, change: (turn: AssistantTurn) => AssistantTurn): Dialogue {
  const at = dialogue.turns.findLastIndex((turn) => turn.who === 'assistant' && turn.reply === reply && isOpen(turn));
  return at < 0 ? dialogue : { ...dialogue, turns: dialogue.turns.with(at, change(dialogue.turns[at] as AssistantTurn)) };
}
