import { describe, expect, it } from 'vitest';
import { maxSubtitles, noSubtitles, reduceSubtitles, type SessionEvent, settleSubtitles, type Subtitles } from '../../../client/index.js';

function after(...events: readonly object[]): Subtitles {
  return events.reduce<Subtitles>((subtitles, event, at) => reduceSubtitles(subtitles, { seq: at + 1, ...event } as SessionEvent), noSubtitles);
}

const partial = { type: 'transcript.partial', utterance: 1, stable: 'the', tail: ' house', start: 0, end: 1 };
const final = { type: 'transcript.final', utterance: 1, text: 'The house is red.', language: 'en', start: 0, end: 1 };
const spanish = { type: 'translation.final', utterance: 1, target: 'es', text: 'La casa es roja.', translator: 'apertium', scripted: false };

describe('subtitles', () => {
  it('put each translation beside what was spoken, whichever comes first', () => {
    const { lines, targets } = after(partial, { type: 'translation.partial', utterance: 1, target: 'es', stable: '', tail: 'la casa' }, final, spanish);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      source: { stable: 'The house is red.', tail: '', final: true },
      targets: { es: { stable: 'La casa es roja.', tail: '', final: true, failed: false } },
    });
    expect(targets).toEqual(['es']);
  });

  it('keep several languages apart, in the order in which they came', () => {
    const { lines, targets } = after(final, { ...spanish, target: 'zh-TW', text: '房子是紅色的。' }, spanish);
    expect(targets).toEqual(['zh-TW', 'es']);
    expect(lines[0]?.targets['zh-TW']?.stable).toBe('房子是紅色的。');
  });

  it('give a late translation to its own utterance', () => {
    const { lines } = after(final, { ...final, utterance: 2, text: 'So am I.' }, spanish);
    expect(lines.map(({ targets }) => targets['es']?.stable)).toEqual(['La casa es roja.', undefined]);
  });

  it('say where a translation failed, and that a translator is no real one', () => {
    const failed = { type: 'translation.failed', utterance: 1, target: 'es', code: 'translation_failed', message: 'Down.' };
    expect(after(final, failed).lines[0]?.targets['es']).toMatchObject({ final: true, failed: true });
    expect(after(final, spanish).scripted).toBe(false);
    expect(after(final, { ...spanish, scripted: true }).scripted).toBe(true);
  });

  it('say which language each line was spoken in, also after a change', () => {
    const started = { type: 'session.started', session_id: 's', language: 'auto', rate: 16_000 };
    const changed = { type: 'session.updated', language: 'zh', targets: [] };
    const { lines, language } = after(started, partial, changed, final, { ...partial, utterance: 2, stable: '早' });
    expect(language).toBe('zh');
    expect(lines.map((line) => line.language)).toEqual(['en', 'zh']);
  });

  it('keep what was stable when a session breaks off, and count the next one’s utterances anew', () => {
    const broken = settleSubtitles(after({ type: 'speech.started', utterance: 1, start: 0 }, partial));
    expect(broken.speaking).toBe(false);
    expect(broken.lines).toMatchObject([{ source: { stable: 'the', tail: '', final: true } }]);
    const next = reduceSubtitles(broken, { seq: 1, ...final } as SessionEvent);
    expect(next.lines.map(({ source }) => source.stable)).toEqual(['the', 'The house is red.']);
    expect(settleSubtitles(after({ ...partial, stable: '' })).lines).toEqual([]);
  });

  it('let the oldest line go', () => {
    const many = Array.from({ length: maxSubtitles + 2 }, (_, at) => ({ ...final, utterance: at + 1, text: `${at}` }));
    const { lines } = after(...many);
    expect(lines).toHaveLength(maxSubtitles);
    expect(lines[0]?.source.stable).toBe('2');
  });
});
