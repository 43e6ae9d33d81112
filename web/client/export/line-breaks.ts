/** Columns a text takes: Chinese, Japanese and Korean characters take two. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += columnsOf(character.codePointAt(0) ?? 0);
  return sum;
}

function columnsOf(code: number): number {
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

const spaced = /\s+/u;
/** Must not begin a line. */
const closing = /^[\p{Pe}\p{Pf}，。、；：？！…」』）】〉》〕％,.;:?!%]/u;
/** Must not end a line. */
const opening = /[\p{Ps}\p{Pi}「『（【〈《〔]$/u;

/** Pieces between which a line may break; each carries the space that stands before it. */
export function breakablePieces(text: string): string[] {
  const pieces: string[] = [];
  for (const word of text.trim().split(spaced)) {
    let first = true;
    for (const part of splitWide(word)) {
      const last = pieces.at(-1);
      const glued = last !== undefined && !first && (closing.test(part) || opening.test(last));
      if (glued) pieces[pieces.length - 1] = last + part;
      else pieces.push(first && pieces.length > 0 ? ` ${part}` : part);
      first = false;
    }
  }
  return pieces;
}

/** Wide characters may be parted from each other; a run of narrow ones may not. */
function splitWide(word: string): string[] {
  const parts: string[] = [];
  let narrow = '';
  for (const character of word) {
    if (columns(character) === 1) {
      narrow += character;
      continue;
    }
    if (narrow !== '') parts.push(narrow);
    narrow = '';
    parts.push(character);
  }
  if (narrow !== '') parts.push(narrow);
  return parts;
}

/** Breaks text into lines of at most `width` columns; a single piece longer than that is cut. */
export function breakLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of breakablePieces(text).flatMap((piece) => cutLong(piece, width))) {
    const longer = line === '' ? piece.trimStart() : line + piece;
    if (line !== '' && columns(longer) > width) {
      lines.push(line);
      line = piece.trimStart();
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function cutLong(piece: string, width: number): string[] {
  if (columns(piece) <= width) return [piece];
  const characters = [...piece];
  const parts: string[] = [];
  let part = '';
  for (const character of characters) {
    if (columns(part + character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  parts.push(part);
  return parts;
}

/** Two lines of about the same length read better than a long and a short one. */
export function balanceLines(text: string, width: number): string[] {
  const lines = breakLines(text, width);
  if (lines.length < 2) return lines;
  let narrowest = Math.ceil(columns(text.trim()) / lines.length);
  for (; narrowest < width; narrowest++) {
    const balanced = breakLines(text, narrowest);
    if (balanced.length <= lines.length) return balanced;
  }
  return lines;
}
