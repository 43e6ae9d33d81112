import { balanceLines, breakablePieces, columns } from './line-breaks.js';
import type { TimedText } from './timed-text.js';

/** What is on the screen at one time. */
export interface Cue {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** As broadcasters set subtitles: two lines of 42 columns (21 Chinese characters), at most 7 s. */
export const cueWidth = 42;
const cueColumns = cueWidth * 2;
const cueSeconds = 7;
/** A cue shorter than this cannot be read. */
const minCueSeconds = 0.7;

/** Cuts texts into cues, in order and without overlap; where words have no times, columns stand for time. */
export function toCues(texts: readonly TimedText[]): Cue[] {
  const cues: Cue[] = [];
  for (const text of texts) {
    const from = Math.max(text.start, cues.at(-1)?.end ?? 0);
    const to = Math.max(text.end, from);
    const pieces = timedPieces({ ...text, start: from, end: to });
    for (const group of groupPieces(pieces, to - from)) {
      const lines = balanceLines(group.map((piece) => piece.text).join(''), cueWidth);
      const start = group[0]?.start ?? from;
      cues.push({ start, end: group.at(-1)?.end ?? to, lines });
    }
  }
  return cues.map((cue, i) => ({ ...cue, end: readableEnd(cue, cues[i + 1]) }));
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function timedPieces(text: TimedText): Piece[] {
  const pieces = breakablePieces(text.text);
  const total = Math.max(1, columns(pieces.join('')));
  const duration = text.end - text.start;
  let before = 0;
  const byColumns = pieces.map((piece) => {
    const start = text.start + (duration * before) / total;
    before += columns(piece);
    return { text: piece, start, end: text.start + (duration * before) / total };
  });
  const words = text.words;
  if (words?.length !== byColumns.length) return byColumns;
  return byColumns.map((piece, i) => ({ ...piece, ...times(words[i], piece, text) }));
}

function times(word: TimedText | undefined, otherwise: Piece, within: TimedText): { start: number; end: number } {
  if (word === undefined) return otherwise;
  const start = Math.min(Math.max(word.start, within.start), within.end);
  return { start, end: Math.min(Math.max(word.end, start), within.end) };
}

/** Parts of about the same size, each ending after a punctuation mark if one stands near. */
function groupPieces(pieces: readonly Piece[], duration: number): Piece[][] {
  const total = columns(pieces.map((piece) => piece.text).join(''));
  const count = Math.max(Math.ceil(total / (cueColumns * 0.9)), Math.ceil(duration / cueSeconds), 1);
  const wanted = total / count;
  const groups: Piece[][] = [];
  let group: Piece[] = [];
  let size = 0;
  for (const [i, piece] of pieces.entries()) {
    group.push(piece);
    size += columns(piece.text);
    const next = columns(pieces[i + 1]?.text ?? '');
    const seconds = piece.end - (group[0]?.start ?? piece.start);
    const full = size + next > cueColumns * 0.95 || seconds > cueSeconds;
    const breaks = size >= wanted * 0.7 && /[.?!,;:。，、；：？！]$/u.test(piece.text);
    if (full || breaks || (size >= wanted && groups.length < count - 1)) {
      groups.push(group);
      group = [];
      size = 0;
    }
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

function readableEnd(cue: Cue, next: Cue | undefined): number {
  const wanted = Math.max(cue.end, cue.start + minCueSeconds);
  return next === undefined ? wanted : Math.max(cue.end, Math.min(wanted, next.start));
}
