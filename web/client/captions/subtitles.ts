import type { SessionEvent } from '../protocol/events.js';

/** What is shown of an utterance in one language. */
export interface Shown {
  /** Never taken back; the whole text once `final`. */
  readonly stable: string;
  /** May still change; empty once `final`. */
  readonly tail: string;
  readonly final: boolean;
  /** There is no translation of it. */
  readonly failed: boolean;
}

/** One utterance, as it was spoken and in other languages. */
export interface SubtitleLine {
  /** Unique, also across sessions; grows. */
  readonly id: number;
  /** 0 when its session is over. */
  readonly utterance: number;
  /** BCP-47, of what was spoken. */
  readonly language: string;
  readonly source: Shown;
  /** By BCP-47 target. */
  readonly targets: Readonly<Record<string, Shown>>;
}

export interface Subtitles {
  readonly lines: readonly SubtitleLine[];
  /** The targets in the order in which they came. */
  readonly targets: readonly string[];
  readonly speaking: boolean;
  /** BCP-47, of what is spoken now. */
  readonly language: string;
  /** Whether what is translated is translated by a list of phrases. */
  readonly scripted: boolean;
  readonly nextId: number;
}

/** Beyond it the oldest line goes. */
export const maxSubtitles = 1_000;

export const noSubtitles: Subtitles = { lines: [], targets: [], speaking: false, language: 'auto', scripted: false, nextId: 1 };

const nothing: Shown = { stable: '', tail: '', final: false, failed: false };

/** The subtitles after one more event. */
export function reduceSubtitles(subtitles: Subtitles, event: SessionEvent): Subtitles {
  switch (event.type) {
    case 'session.started':
      return { ...settleSubtitles(subtitles), language: event.language };
    case 'session.updated':
      return { ...subtitles, language: event.language };
    case 'session.ended':
      return settleSubtitles(subtitles);
    case 'speech.started':
      return { ...subtitles, speaking: true };
    case 'speech.ended':
      return { ...subtitles, speaking: false };
    case 'transcript.partial':
      return put(subtitles, event.utterance, (line) => ({ ...line, source: { ...nothing, stable: event.stable, tail: event.tail } }));
    case 'transcript.final':
      return put(subtitles, event.utterance, (line) => ({
        ...line,
        language: event.language,
        source: { ...nothing, stable: event.text, final: true },
      }));
    case 'translation.partial':
      return translate(subtitles, event, { ...nothing, stable: event.stable, tail: event.tail });
    case 'translation.final':
      return { ...translate(subtitles, event, { ...nothing, stable: event.text, final: true }), scripted: subtitles.scripted || event.scripted === true };
    case 'translation.failed':
      return translate(subtitles, event, { ...nothing, final: true, failed: true });
    default:
      return subtitles;
  }
}

/** A session is over: what is open stays as far as it was stable, and nothing more comes for its utterances. */
export function settleSubtitles(subtitles: Subtitles): Subtitles {
  const close = (shown: Shown): Shown => (shown.final ? shown : { ...shown, tail: '', final: true });
  const lines = subtitles.lines
    .map((line) => {
      if (line.utterance === 0) return line;
      const targets = Object.fromEntries(Object.entries(line.targets).map(([target, shown]) => [target, close(shown)]));
      return { ...line, utterance: 0, source: close(line.source), targets };
    })
    .filter(({ source }) => source.stable !== '');
  return { ...subtitles, lines, speaking: false };
}

type Translated = { readonly utterance: number; readonly target: string };

function translate(subtitles: Subtitles, { utterance, target }: Translated, shown: Shown): Subtitles {
  const known = subtitles.targets.includes(target) ? subtitles : { ...subtitles, targets: [...subtitles.targets, target] };
  return put(known, utterance, (line) => ({ ...line, targets: { ...line.targets, [target]: shown } }));
}

function put(subtitles: Subtitles, utterance: number, change: (line: SubtitleLine) => SubtitleLine): Subtitles {
  const at = subtitles.lines.findLastIndex((line) => line.utterance === utterance);
  const line = subtitles.lines[at];
  if (line !== undefined) return { ...subtitles, lines: subtitles.lines.with(at, change(line)) };
  const made = change({ id: subtitles.nextId, utterance, language: subtitles.language, source: nothing, targets: {} });
  return { ...subtitles, lines: [...subtitles.lines, made].slice(-maxSubtitles), nextId: subtitles.nextId + 1 };
}
