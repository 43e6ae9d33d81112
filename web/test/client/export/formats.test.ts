import { describe, expect, it } from 'vitest';
import { finalsOf, noCaptions, reduceCaptions, type SessionEvent, type TimedText, toSrt, toTxt, toVtt } from '../../../client/index.js';
import { clock } from '../../../client/export/formats.js';

const texts: TimedText[] = [
  { text: 'Hello there.', start: 0.25, end: 1.5 },
  { text: '你好。', start: 3661.0004, end: 3662.9996 },
];

describe('exports', () => {
  it('write plain text as one utterance a line', () => {
    expect(toTxt(texts)).toBe('Hello there.\n你好。\n');
    expect(toTxt([])).toBe('');
  });

  it('write SubRip', () => {
    expect(toSrt(texts)).toBe(
      '1\n00:00:00,250 --> 00:00:01,500\nHello there.\n\n2\n01:01:01,000 --> 01:01:03,000\n你好。\n',
    );
  });

  it('write WebVTT', () => {
    expect(toVtt(texts)).toBe(
      'WEBVTT\n\n00:00:00.250 --> 00:00:01.500\nHello there.\n\n01:01:01.000 --> 01:01:03.000\n你好。\n',
    );
    expect(toVtt([])).toBe('WEBVTT\n');
  });

  it('keep markup out of WebVTT and arrows out of SubRip', () => {
    const tricky = [{ text: 'a <b> & c --> d', start: 0, end: 2 }];
    expect(toVtt(tricky)).toContain('\na &lt;b&gt; &amp; c --&gt; d\n');
    expect(toSrt(tricky).split('\n')[2]).toBe('a <b> & c → d');
  });

  it('round times to the millisecond and carry over', () => {
    expect(clock(59.9996, ',')).toBe('00:01:00,000');
    expect(clock(360_000, '.')).toBe('100:00:00.000');
    expect(clock(-1, '.')).toBe('00:00:00.000');
  });

  it('hold finals only', () => {
    const events = [
      { type: 'transcript.final', seq: 1, utterance: 1, text: ' One. ', language: 'en', start: 0, end: 1 },
      { type: 'transcript.partial', seq: 2, utterance: 2, stable: 'two', tail: '', start: 2, end: 3 },
    ] as const satisfies readonly SessionEvent[];
    const captions = events.reduce(reduceCaptions, noCaptions);
    expect(finalsOf(captions)).toEqual([{ text: 'One.', start: 0, end: 1 }]);
  });
});
