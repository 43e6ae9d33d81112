import type { TimedText } from '../export/timed-text.js';
import type { SessionEvent } from '../protocol/events.js';

/** One utterance as it is shown. */
export interface CaptionLine {
  /** Unique within the captions, also across sessions; grows. */
  readonly id: number;
  readonly utterance: number;
  /** Never taken back; the whole text once `final`. */
  readonly stable: string;
  /** May still change; empty once `final`. */
  readonly tail: string;
  readonly final: boolean;
  /** Seconds from the beginning of the captions. */
  readonly start: number;
  readonly end: number;
  readonly words?: readonly TimedText[];
  /** What was recognised, where somebody has corrected it. */
  readonly original?: string;
}

/** Captions of one or more sessions in a row. */
export interface Captions {
  readonly lines: readonly CaptionLine[];
  /** Whether somebody speaks now. */
  readonly speaking: boolean;
  /** Where the current session's second 0 lies in the captions. */
  readonly offset: number;
  /** Lines given up because there were more than `maxLines`. */
  readonly dropped: number;
  readonly nextId: number;
}

/** About ten hours of speech; beyond it the oldest line goes. */
export const maxLines = 5_000;

/** An utterance's final may be late, but not later than this many others. */
const maxOpenLines = 16;

/** Utterances count from 1; a recorded file's texts have no number. */
const noUtterance = 0;

export const noCaptions: Captions = { lines: [], speaking: false, offset: 0, dropped: 0, nextId: 1 };

/** The captions after one more event. */
export function reduceCaptions(captions: Captions, event: SessionEvent): Captions {
  switch (event.type) {
    case 'session.started':
      return settleOpenLines(captions);
    case 'speech.started':
      return { ...captions, speaking: true };
    case 'speech.ended':
      return { ...captions, speaking: false };
    case 'transcript.partial':
      return putLine(captions, event.utterance, {
        stable: event.stable,
        tail: event.tail,
        final: false,
        start: event.start,
        end: event.end,
      });
    case 'transcript.final':
      return putLine(captions, event.utterance, {
        stable: event.text,
        tail: '',
        final: true,
        start: event.start,
        end: event.end,
        ...(event.words ? { words: event.words } : {}),
      });
    case 'session.ended':
      return event.reason === 'completed' ? dropOpenLines(captions) : settleOpenLines(captions);
    default:
      return captions;
  }
}

/** The captions with one more text that will not change, as a recorded file gives it. */
export function appendText(captions: Captions, text: TimedText): Captions {
  const { start, end, words } = text;
  const line = { stable: text.text, tail: '', final: true, start, end, ...(words ? { words } : {}) };
  return putLine(captions, noUtterance, line);
}

/** The captions with a final line as somebody corrected it; what was recognised is kept beside it. */
export function editLine(captions: Captions, id: number, text: string): Captions {
  const at = captions.lines.findIndex((line) => line.id === id && line.final);
  const line = captions.lines[at];
  const corrected = text.replace(/\s+/g, ' ').trim();
  if (line === undefined || corrected === '' || corrected === line.stable) return captions;
  // The times of words are those of other words now.
  const { words: _, original = line.stable, ...rest } = line;
  const edited = corrected === original ? { ...rest, stable: corrected } : { ...rest, stable: corrected, original };
  return { ...captions, lines: captions.lines.with(at, edited) };
}

/** Before another session goes on in the same captions: where its second 0 lies, in seconds. */
export function continueAt(captions: Captions, offset: number): Captions {
  return { ...dropOpenLines(captions), offset };
}

/** A session broke off: what is still open will get no final, so what was shown as stable stays. */
export function settleOpenLines(captions: Captions): Captions {
  const lines = captions.lines
    .map((line) => (line.final ? line : { ...line, tail: '', final: true }))
    .filter((line) => line.stable !== '');
  return { ...captions, lines, speaking: false };
}

/** An utterance that ended without a final held no words. */
function dropOpenLines(captions: Captions): Captions {
  return { ...captions, lines: captions.lines.filter((line) => line.final), speaking: false };
}

type Shown = Omit<CaptionLine, 'id' | 'utterance'>;

function putLine(captions: Captions, utterance: number, shown: Shown): Captions {
  const placed: Shown = {
    ...shown,
    start: shown.start + captions.offset,
    end: shown.end + captions.offset,
    ...(shown.words ? { words: shown.words.map((word) => shift(word, captions.offset)) } : {}),
  };
  const at = indexOfOpen(captions.lines, utterance);
  if (at >= 0) {
    const open = captions.lines[at] as CaptionLine;
    return { ...captions, lines: captions.lines.with(at, { ...placed, id: open.id, utterance }) };
  }
  const lines = [...captions.lines, { ...placed, id: captions.nextId, utterance }];
  const excess = Math.max(0, lines.length - maxLines);
  return {
    ...captions,
    lines: excess > 0 ? lines.slice(excess) : lines,
    dropped: captions.dropped + excess,
    nextId: captions.nextId + 1,
  };
}

/** Only the last few lines can be open. */
function indexOfOpen(lines: readonly CaptionLine[], utterance: number): number {
  for (let at = lines.length - 1; at >= Math.max(0, lines.length - maxOpenLines); at--) {
    const line = lines[at];
    if (line !== undefined && !line.final && line.utterance === utterance) return at;
  }
  return -1;
}

function shift<T extends { readonly start: number; readonly end: number }>(timed: T, by: number): T {
  return { ...timed, start: timed.start + by, end: timed.end + by };
}
