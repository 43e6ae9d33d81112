import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../client/index.js';

describe('parsing an event', () => {
  it('gives the event as it is', () => {
    const event = { type: 'transcript.partial', seq: 3, utterance: 1, stable: 'a', tail: ' b', start: 0.1, end: 0.9 };
    expect(parseEvent(JSON.stringify(event))).toEqual(event);
  });

  it('takes an error with and without a place in the log', () => {
    expect(parseEvent('{"type":"error","code":"x","message":"y"}')).toMatchObject({ code: 'x' });
    expect(parseEvent('{"type":"error","seq":4,"code":"x","message":"y"}')).toMatchObject({ seq: 4 });
  });

  it('passes over what a newer server may say', () => {
    expect(parseEvent('{"type":"weather.changed","seq":1}')).toBeUndefined();
    expect(parseEvent('{"type":"toString","seq":1}')).toBeUndefined();
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['an array', '[]', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['no type', '{"seq":1}', /without a type/],
    ['no utterance', '{"type":"transcript.final","seq":1,"text":"a","start":0,"end":1}', /transcript.final without its utterance/],
    ['a text for a number', '{"type":"ack","seq":1,"received":"5","committed":0}', /ack without its received/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseEvent(text)).toThrowError(expect.objectContaining({ code: 'invalid_message', message: expect.stringMatching(message) }));
  });
});
