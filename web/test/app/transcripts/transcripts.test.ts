import { describe, expect, it } from 'vitest';
import { appendText, noCaptions } from '../../../client/index.js';
import { fileName, hasText, hasTimes, plainText } from '../../../app/export-file.js';
import { maxTranscripts, type Transcript, Transcripts } from '../../../app/transcripts/transcripts.js';

const words = appendText(noCaptions, { text: 'Words.', start: 0, end: 1 });
const names = (transcripts: Transcripts): (string | undefined)[] => transcripts.all.map(({ name }) => name);

function withText(): { transcripts: Transcripts; first: Transcript } {
  const transcripts = new Transcripts();
  const first = transcripts.shown;
  transcripts.update(first.id, () => ({ captions: words }));
  return { transcripts, first };
}

describe('the transcripts of the page', () => {
  it('begin with an empty one, which the first file takes the place of', () => {
    const transcripts = new Transcripts();
    expect(transcripts.all).toHaveLength(1);
    const file = transcripts.addFile('a.wav');
    expect(names(transcripts)).toEqual(['a.wav']);
    expect(transcripts.shown).toBe(file);
  });

  it('keep what was said when a file comes', () => {
    const { transcripts } = withText();
    transcripts.addFile('a.wav');
    expect(names(transcripts)).toEqual([undefined, 'a.wav']);
  });

  it('use an empty one again rather than adding another', () => {
    const { transcripts } = withText();
    const added = transcripts.addLive();
    expect(transcripts.addLive()?.id).toBe(added?.id);
    expect(transcripts.all).toHaveLength(2);
  });

  it('are bounded', () => {
    const transcripts = new Transcripts();
    for (let i = 0; i < maxTranscripts; i++) expect(transcripts.addFile(`${i}.wav`)).toBeDefined();
    expect(transcripts.addFile('one more.wav')).toBeUndefined();
    expect(transcripts.addLive()).toBeUndefined();
    expect(transcripts.all).toHaveLength(maxTranscripts);
  });

  it('show a neighbour of the one removed, and it again when restored', () => {
    const { transcripts, first } = withText();
    const file = transcripts.addFile('a.wav') as Transcript;
    transcripts.show(file.id);
    transcripts.remove(file.id);
    expect(transcripts.shown.id).toBe(first.id);
    transcripts.restore(file);
    expect(transcripts.shown.id).toBe(file.id);
    expect(names(transcripts)).toEqual([undefined, 'a.wav']);
  });

  it('are never none', () => {
    const { transcripts, first } = withText();
    transcripts.remove(first.id);
    expect(transcripts.all).toHaveLength(1);
    expect(hasText(transcripts.shown)).toBe(false);
    transcripts.restore(first);
    expect(transcripts.all).toHaveLength(1);
  });
});

describe('an export', () => {
  const { transcripts } = withText();

  it('needs text, and times for subtitles', () => {
    expect(hasText(transcripts.shown) && hasTimes(transcripts.shown)).toBe(true);
    const untimed = { ...transcripts.shown, captions: appendText(noCaptions, { text: 'Words.', start: 0, end: 0 }) };
    expect([hasText(untimed), hasTimes(untimed)]).toEqual([true, false]);
    expect(plainText(untimed)).toBe('Words.\n');
  });

  it('is named after the recording, or the time the captions began', () => {
    expect(fileName({ ...transcripts.shown, name: 'my.talk.mp3' }, 'srt')).toBe('my.talk.srt');
    expect(fileName({ ...transcripts.shown, createdAt: new Date(2026, 2, 4, 9, 5) }, 'txt')).toBe('parley-2026-03-04-0905.txt');
  });
});
