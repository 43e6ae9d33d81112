import { describe, expect, it } from 'vitest';
import { type Captions, editLine, finalsOf, noCaptions, reduceCaptions } from '../../../client/index.js';

const words = [{ text: 'Helo', start: 0, end: 1 }];
const said: Captions = reduceCaptions(noCaptions, { seq: 1, type: 'transcript.final', utterance: 1, text: 'Helo', language: 'en', start: 0, end: 1, words });

describe('a corrected line', () => {
  it('is what is shown and exported, with what was recognised beside it', () => {
    const edited = editLine(editLine(said, 1, ' Hello  '), 1, 'Hello,\nworld');
    expect(edited.lines).toMatchObject([{ stable: 'Hello, world', original: 'Helo' }]);
    expect(finalsOf(edited)).toEqual([{ text: 'Hello, world', start: 0, end: 1 }]);
  });

  it('is as it was when the correction is taken back', () => {
    const [line] = editLine(editLine(said, 1, 'Hello'), 1, 'Helo').lines;
    expect(line).toMatchObject({ stable: 'Helo' });
    expect(line).not.toHaveProperty('original');
  });

  it.each([
    ['nothing', 1, '  '],
    ['the same', 1, 'Helo'],
    ['a line that is not there', 7, 'Hello'],
  ])('does not come of %s', (_, id, text) => {
    expect(editLine(said, id, text)).toBe(said);
  });

  it('does not come of a line that still changes', () => {
    const open = reduceCaptions(noCaptions, { seq: 1, type: 'transcript.partial', utterance: 1, stable: 'a', tail: 'b', start: 0, end: 1 });
    expect(editLine(open, 1, 'c')).toBe(open);
  });
});
