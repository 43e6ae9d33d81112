import { toCues } from './cues.js';
import type { TimedText } from './timed-text.js';

/** One utterance a line. */
export function toTxt(texts: readonly TimedText[]): string {
  return texts.map((text) => `${text.text}\n`).join('');
}

export function toSrt(texts: readonly TimedText[]): string {
  return toCues(texts)
    .map((cue, i) => {
      // The arrow is the only thing SubRip gives a meaning to.
      const lines = cue.lines.map((line) => line.replaceAll('-->', '→'));
      return `${i + 1}\n${clock(cue.start, ',')} --> ${clock(cue.end, ',')}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

export function toVtt(texts: readonly TimedText[]): string {
  const cues = toCues(texts).map((cue) => {
    const lines = cue.lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    return `\n${clock(cue.start, '.')} --> ${clock(cue.end, '.')}\n${lines.join('\n')}\n`;
  });
  return `WEBVTT\n${cues.join('')}`;
}

/** Seconds as `HH:MM:SS` with milliseconds after `point`. */
export function clock(seconds: number, point: ',' | '.'): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const hours = part(Math.floor(ms / 3_600_000), 2);
  const minutes = part(Math.floor(ms / 60_000) % 60, 2);
  return `${hours}:${minutes}:${part(Math.floor(ms / 1000) % 60, 2)}${point}${part(ms % 1000, 3)}`;
}
