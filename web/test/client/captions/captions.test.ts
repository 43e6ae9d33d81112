import { describe, expect, it } from 'vitest';
import {
  appendText,
  type Captions,
  continueAt,
  maxLines,
  noCaptions,
  reduceCaptions,
  type SessionEvent,
  settleOpenLines,
} from '../../../client/index.js';

let seq = 0;
type Said<T> = T extends unknown ? Omit<T, 'seq'> : never;

function after(captions: Captions, ...events: Said<SessionEvent>[]): Captions {
  return events.reduce((current, event) => reduceCaptions(current, { seq: ++seq, ...event } as SessionEvent), captions);
}

const partial = (utterance: number, stable: string, tail: string): Said<SessionEvent> =>
  ({ type: 'transcript.partial', utterance, stable, tail, start: utterance, end: utterance + 0.5 });
const final = (utterance: number, text: string): Said<SessionEvent> =>
  ({ type: 'transcript.final', utterance, text, language: 'en', start: utterance, end: utterance + 0.9 });
const shown = (captions: Captions): string[] =>
  captions.lines.map(({ stable, tail, final }) => `${stable}|${tail}|${final ? 'final' : 'open'}`);

describe('captions', () => {
  it('grow from partials and settle with the final, in one line', () => {
    const first = after(noCaptions, partial(1, '', 'hello'));
    const second = after(first, partial(1, 'Hello', ' word'));
    const last = after(second, final(1, 'Hello world.'));
    expect([first, second, last].map(shown)).toEqual([['|hello|open'], ['Hello| word|open'], ['Hello world.||final']]);
    expect(new Set([first, second, last].map(({ lines }) => lines[0]?.id)).size).toBe(1);
    expect(last.lines[0]).toMatchObject({ start: 1, end: 1.9 });
  });

  it('do not change a state that was handed out', () => {
    const before = after(noCaptions, partial(1, 'a', ''));
    const copy = structuredClone(before);
    after(before, partial(1, 'a b', ''), final(1, 'a b c'));
    expect(before).toEqual(copy);
  });

  it('take a final that comes when the next utterance has begun', () => {
    const captions = after(noCaptions, partial(1, 'one', ''), partial(2, 'two', ''), final(1, 'One.'), final(2, 'Two.'));
    expect(shown(captions)).toEqual(['One.||final', 'Two.||final']);
  });

  it('know when somebody speaks', () => {
    const started = after(noCaptions, { type: 'speech.started', utterance: 1, start: 0 });
    expect(started.speaking).toBe(true);
    expect(after(started, { type: 'speech.ended', utterance: 1, end: 1, reason: 'silence' }).speaking).toBe(false);
  });

  it('drop an utterance that held no words when the session has ended', () => {
    const captions = after(noCaptions, final(1, 'One.'), partial(2, 'uh', ''), { type: 'session.ended', reason: 'completed' });
    expect(shown(captions)).toEqual(['One.||final']);
  });

  it('keep what was stable when the session broke off', () => {
    const open = after(noCaptions, partial(1, 'kept', ' not kept'), partial(2, '', 'nor this'));
    expect(shown(settleOpenLines(open))).toEqual(['kept||final']);
    expect(shown(after(open, { type: 'session.ended', reason: 'failed' }))).toEqual(['kept||final']);
  });

  it('of a second session have times that go on and lines of their own', () => {
    const first = after(noCaptions, final(1, 'One.'), partial(2, 'cut', ' off'));
    const second = after(continueAt(first, 10), partial(1, 'cut', ' off'), final(1, 'Cut off no more.'));
    expect(shown(second)).toEqual(['One.||final', 'Cut off no more.||final']);
    expect(second.lines[1]).toMatchObject({ start: 11, end: 11.9 });
    expect(new Set(second.lines.map(({ id }) => id)).size).toBe(2);
  });

  it('shift word times with the session', () => {
    const words = [{ text: 'One.', start: 1, end: 1.5 }];
    const captions = after(continueAt(noCaptions, 10), { ...final(1, 'One.'), words } as Said<SessionEvent>);
    expect(captions.lines[0]?.words).toEqual([{ text: 'One.', start: 11, end: 11.5 }]);
  });

  it('are bounded: the oldest line goes first and is counted', () => {
    let captions = noCaptions;
    for (let i = 0; i < maxLines + 3; i++) captions = appendText(captions, { text: `line ${i}`, start: i, end: i + 1 });
    expect(captions.lines).toHaveLength(maxLines);
    expect(captions.lines[0]?.stable).toBe('line 3');
    expect(captions.dropped).toBe(3);
  });

  it('stay the same object where an event shows nothing', () => {
    const captions = after(noCaptions, final(1, 'One.'));
    expect(after(captions, { type: 'ack', received: 5, committed: 5 })).toBe(captions);
    expect(after(captions, { type: 'usage', audio_seconds: 1, speech_seconds: 1 })).toBe(captions);
  });
});
