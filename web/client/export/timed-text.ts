import type { Captions } from '../captions/captions.js';

/** Text with its place in the recording, seconds. */
export interface TimedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly words?: readonly TimedText[];
}

/** What an export holds: finals only, since nothing else stays as it is. */
export function finalsOf(captions: Captions): TimedText[] {
  return captions.lines
    .filter((line) => line.final && line.stable.trim() !== '')
    .map(({ stable, start, end, words }) => ({ text: stable.trim(), start, end, ...(words ? { words } : {}) }));
}
