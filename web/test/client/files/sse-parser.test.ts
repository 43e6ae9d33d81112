import { describe, expect, it } from 'vitest';
import { SseParser } from '../../../client/files/sse-parser.js';

describe('the parser of server-sent events', () => {
  const stream = ': a comment\r\nevent: x\r\ndata: one\r\n\r\ndata:two\ndata: lines\n\ndata\n\nid: 7\n\ndata: {"a":1}\n\n';
  const expected = ['one', 'two\nlines', '', '{"a":1}'];

  it('keeps the data of each event', () => {
    expect(new SseParser().push(stream)).toEqual(expected);
  });

  it('gives the same however the stream is cut', () => {
    for (let cut = 0; cut < stream.length; cut++) {
      const parser = new SseParser();
      expect([...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))]).toEqual(expected);
    }
    const parser = new SseParser();
    expect([...stream].flatMap((character) => parser.push(character))).toEqual(expected);
  });

  it('waits for the end of an event', () => {
    const parser = new SseParser();
    expect(parser.push('data: half\n')).toEqual([]);
    expect(parser.push('\n')).toEqual(['half']);
  });
});
