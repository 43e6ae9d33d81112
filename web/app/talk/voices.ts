import type { Voice } from '../server/system-info.js';

export interface VoiceGroup {
  /** BCP-47 primary language. */
  readonly language: string;
  readonly voices: readonly Voice[];
}

/** The voices by language: those that speak what is spoken first, then as their languages are called. */
export function groupVoices(voices: readonly Voice[], spoken: string, nameOf: (tag: string) => string): readonly VoiceGroup[] {
  const first = primary(spoken);
  const byLanguage = new Map<string, Voice[]>();
  for (const voice of voices) {
    const language = primary(voice.language);
    byLanguage.set(language, [...(byLanguage.get(language) ?? []), voice]);
  }
  return [...byLanguage]
    .map(([language, of]) => ({ language, voices: of }))
    .sort((a, b) => Number(b.language === first) - Number(a.language === first) || nameOf(a.language).localeCompare(nameOf(b.language)));
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag;
}
