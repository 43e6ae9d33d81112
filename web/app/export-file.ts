import { finalsOf, type TimedText, toSrt, toTxt, toVtt } from '../client/index.js';
import type { Transcript } from './transcripts/transcripts.js';

export const exportFormats = ['txt', 'srt', 'vtt'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const writers: Readonly<Record<ExportFormat, { readonly type: string; readonly write: (texts: readonly TimedText[]) => string }>> = {
  txt: { type: 'text/plain', write: toTxt },
  srt: { type: 'application/x-subrip', write: toSrt },
  vtt: { type: 'text/vtt', write: toVtt },
};

export function hasText(transcript: Transcript): boolean {
  return transcript.captions.lines.some((line) => line.final);
}

/** Subtitles need times; a server without them gives every text the same. */
export function hasTimes(transcript: Transcript): boolean {
  return transcript.captions.lines.some((line) => line.final && line.end > line.start);
}

export function plainText(transcript: Transcript): string {
  return toTxt(finalsOf(transcript.captions));
}

/** A name without what file systems refuse: a recording's own, or the time the captions began. */
export function fileName(transcript: Transcript, format: ExportFormat): string {
  const { name, createdAt } = transcript;
  if (name !== undefined) return `${name.replace(/\.[^.]{1,5}$/, '')}.${format}`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${createdAt.getFullYear()}-${two(createdAt.getMonth() + 1)}-${two(createdAt.getDate())}`;
  return `parley-${day}-${two(createdAt.getHours())}${two(createdAt.getMinutes())}.${format}`;
}

export function download(transcript: Transcript, format: ExportFormat): void {
  const { type, write } = writers[format];
  const address = URL.createObjectURL(new Blob([write(finalsOf(transcript.captions))], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(transcript, format);
  link.click();
  // The browser has taken the file over once the click is done with.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Rejects where the browser gives the clipboard to nobody. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  // Pages that are not on https have only the old way.
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('The clipboard is not available.');
}
