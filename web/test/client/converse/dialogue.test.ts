import { describe, expect, it } from 'vitest';
import { type Dialogue, maxTurns, noDialogue, openReply, reduceDialogue, type SessionEvent, settle } from '../../../client/index.js';

function after(...events: readonly object[]): Dialogue {
  return events.reduce<Dialogue>((dialogue, event, at) => reduceDialogue(dialogue, { seq: at + 1, ...event } as SessionEvent), noDialogue);
}

const partial = { type: 'transcript.partial', utterance: 1, stable: 'tell me', tail: ' a', start: 0, end: 1 };
const final = { type: 'transcript.final', utterance: 1, text: 'Tell me a story.', start: 0, end: 1 };
const started = { type: 'reply.started', reply: 1, assistant: 'llama', scripted: false, rate: 24_000 };
const says = (delta: string): object => ({ type: 'reply.text', reply: 1, delta });
const ended = (reason: string, text: string): object => ({ type: 'reply.ended', reply: 1, reason, played: 100, text });

describe('a dialogue', () => {
  it('shows what the user says while they say it, in one turn', () => {
    expect(after(partial).turns).toMatchObject([{ who: 'user', stable: 'tell me', tail: ' a', final: false }]);
    expect(after(partial, final).turns).toMatchObject([{ who: 'user', stable: 'Tell me a story.', tail: '', final: true }]);
  });

  it('shows what is written as it is', () => {
    expect(after({ type: 'message', text: 'Hi' }).turns).toMatchObject([{ who: 'user', stable: 'Hi', written: true, final: true }]);
  });

  it('shows that the assistant thinks, then what it says as it is written', () => {
    expect(openReply(after(started))).toMatchObject({ state: 'thinking', assistant: 'llama', text: '' });
    expect(openReply(after(started, says('Once '), says('there')))).toMatchObject({ state: 'speaking', text: 'Once there' });
    expect(openReply(after(started, says('Once.'), ended('completed', 'Once.')))).toBeUndefined();
  });

  it('tells what was heard of an interrupted reply from what was not', () => {
    const { turns } = after(started, says('Once there was a server.'), ended('interrupted', 'Once there'));
    expect(turns).toMatchObject([{ state: 'interrupted', text: 'Once there was a server.', heard: 10 }]);
  });

  it('marks nothing as unheard of a reply that was heard to its end', () => {
    expect(after(started, says('Once. '), ended('completed', 'Once.')).turns).toMatchObject([{ heard: undefined }]);
  });

  it('shows the apology that was spoken in place of an answer', () => {
    const { turns } = after(started, says('On'), ended('failed', 'I am sorry, I cannot answer now.'));
    expect(turns).toMatchObject([{ state: 'failed', text: 'I am sorry, I cannot answer now.', heard: undefined }]);
  });

  it('gives the words of a reply to that reply, also when the next one has the same number', () => {
    const { turns } = after(started, says('One.'), ended('completed', 'One.'), { ...started }, says('Two.'));
    expect(turns).toMatchObject([{ text: 'One.' }, { text: 'Two.' }]);
  });

  it('knows whether the user speaks', () => {
    expect(after({ type: 'speech.started', utterance: 1, start: 0 }).hearing).toBe(true);
    expect(after({ type: 'speech.started', utterance: 1, start: 0 }, { type: 'speech.ended', utterance: 1, end: 1, reason: 'silence' }).hearing).toBe(false);
  });

  it('leaves nothing open when it breaks off, and keeps what was stable', () => {
    const { turns, hearing } = settle(after({ type: 'speech.started', utterance: 1, start: 0 }, partial, started, says('Once')));
    expect(hearing).toBe(false);
    expect(turns).toMatchObject([{ stable: 'tell me', tail: '', final: true }, { state: 'cancelled' }]);
    expect(settle(after({ ...partial, stable: '' })).turns).toEqual([]);
  });

  it('lets its oldest turns go', () => {
    const many = Array.from({ length: maxTurns + 5 }, (_, at) => ({ type: 'message', text: `${at}` }));
    const { turns } = after(...many);
    expect(turns).toHaveLength(maxTurns);
    expect(turns[0]).toMatchObject({ stable: '5' });
  });
});
