import { describe, expect, it } from 'vitest';
import { type Cue, cueWidth, toCues } from '../../../client/export/cues.js';
import { balanceLines, breakLines, columns } from '../../../client/export/line-breaks.js';

const english =
  'He was not an ill disposed young man, unless to be rather cold hearted and rather selfish is to be ill disposed: ' +
  'but he was, in general, well respected; for he conducted himself with propriety in the discharge of his ordinary duties.';
const chinese = '今天下午三點，我們在圖書館討論了語音辨識的新方法，大家都認為即時字幕對聽障朋友很有幫助，也希望明年能推廣到更多的學校與機關。';

const textOf = (cues: readonly Cue[], glue: string): string => cues.map((cue) => cue.lines.join(glue)).join(glue);

describe('cues', () => {
  it.each([
    ['English', english, ' '],
    ['Chinese', chinese, ''],
  ])('of long %s text fit two lines and seven seconds, and lose nothing', (_, text, glue) => {
    const cues = toCues([{ text, start: 10, end: 30 }]);
    expect(textOf(cues, glue)).toBe(text);
    for (const cue of cues) {
      expect(cue.lines.length).toBeLessThanOrEqual(2);
      for (const line of cue.lines) expect(columns(line)).toBeLessThanOrEqual(cueWidth);
      expect(cue.end - cue.start).toBeLessThanOrEqual(7.5);
      expect(cue.end).toBeGreaterThan(cue.start);
    }
    expect(cues[0]?.start).toBe(10);
    expect(cues.at(-1)?.end).toBeCloseTo(30, 5);
  });

  it('never overlap, even where utterances do', () => {
    const cues = toCues([
      { text: 'One two three.', start: 0, end: 3 },
      { text: 'Four five six.', start: 2.5, end: 5 },
      { text: 'Yes.', start: 5, end: 5.01 },
      { text: 'No.', start: 5.2, end: 5.3 },
    ]);
    for (const [i, cue] of cues.entries()) expect(cues[i + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(cue.end);
  });

  it('stay long enough to be read where there is room', () => {
    expect(toCues([{ text: 'Yes.', start: 1, end: 1.1 }])[0]?.end).toBeCloseTo(1.7, 5);
  });

  it('take the times of words where the model gives them', () => {
    const words = english.split(' ').map((text, i) => ({ text, start: i < 20 ? i * 0.1 : 10 + i * 0.1, end: i < 20 ? i * 0.1 + 0.1 : 10.1 + i * 0.1 }));
    const cues = toCues([{ text: english, start: 0, end: words.at(-1)?.end ?? 0, words }]);
    const starts = words.map((word) => word.start);
    for (const cue of cues) expect(starts).toContain(cue.start);
  });
});

describe('lines', () => {
  it('break Chinese between characters but never before punctuation', () => {
    for (let width = 6; width < 30; width++) {
      const lines = breakLines(chinese, width);
      expect(lines.join('')).toBe(chinese);
      for (const line of lines) expect(line).not.toMatch(/^[，。、]/u);
    }
  });

  it('keep words of Latin letters within Chinese whole', () => {
    expect(breakLines('我們用Moonshine辨識', 10)).toEqual(['我們用', 'Moonshine', '辨識']);
  });

  it('cut a word that no line can hold', () => {
    expect(breakLines('a'.repeat(100), 42).map((line) => line.length)).toEqual([42, 42, 16]);
  });

  it('are balanced', () => {
    const [first, second] = balanceLines('the quick brown fox jumps over the lazy dog again', 42);
    expect(Math.abs((first?.length ?? 0) - (second?.length ?? 99))).toBeLessThan(8);
  });

  it('count a wide character as two columns', () => {
    expect([columns('abc'), columns('字幕'), columns('，'), columns('ｱ')]).toEqual([3, 4, 2, 1]);
  });
});
