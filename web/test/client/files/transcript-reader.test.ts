import { describe, expect, it } from 'vitest';
import type { TimedText } from '../../../client/index.js';
import { TranscriptReader } from '../../../client/files/transcript-reader.js';
import { errorOfResponse } from '../../../client/protocol/response-error.js';

function read(...messages: unknown[]): { texts: TimedText[]; text: string | undefined } {
  const texts: TimedText[] = [];
  const reader = new TranscriptReader((text) => texts.push(text));
  for (const message of messages) reader.read(typeof message === 'string' ? message : JSON.stringify(message));
  return { texts, text: reader.text };
}

describe('the reader of a streamed transcription', () => {
  it('gives each part with its times and at last the whole', () => {
    const { texts, text } = read(
      { type: 'transcript.text.delta', delta: 'One.', start: 0.5, end: 1.5 },
      { type: 'transcript.text.delta', delta: ' Two.', start: 2, end: 3 },
      { type: 'transcript.text.done', text: 'One. Two.', usage: { type: 'duration', seconds: 3 } },
      '[DONE]',
    );
    expect(texts).toEqual([
      { text: 'One.', start: 0.5, end: 1.5 },
      { text: 'Two.', start: 2, end: 3 },
    ]);
    expect(text).toBe('One. Two.');
  });

  it('makes do without times', () => {
    expect(read({ type: 'transcript.text.delta', delta: 'One.' }).texts).toEqual([{ text: 'One.', start: 0, end: 0 }]);
  });

  it('has no text until the server is done', () => {
    expect(read({ type: 'transcript.text.delta', delta: 'One.' }).text).toBeUndefined();
    expect(read({ type: 'transcript.text.done', text: '' }).text).toBe('');
  });

  it('throws the error that stands in place of the rest', () => {
    const error = { code: 'provider_failed', message: 'The engine failed.', retry: true, request_id: 'r1' };
    expect(() => read({ type: 'error', error })).toThrowError(expect.objectContaining({ ...{ code: 'provider_failed', requestId: 'r1' } }));
    expect(() => read('not json')).toThrowError(expect.objectContaining({ code: 'invalid_message' }));
  });
});

describe('the error of an HTTP answer', () => {
  it.each([
    ['OpenAI', 415, '{"error":{"message":"no","type":"invalid_request_error","param":"file","code":"unsupported_audio"}}', 'unsupported_audio', false],
    ['problem+json', 503, '{"status":503,"code":"too_many_sessions","message":"full","retry":true,"retry_after_ms":1500}', 'too_many_sessions', true],
    ['a proxy', 502, '<html>Bad gateway</html>', 'http_502', true],
    ['nobody', 404, '', 'http_404', false],
  ])('is read in the shape of %s', (_, status, body, code, retry) => {
    expect(errorOfResponse(status, body, null)).toMatchObject({ code, retry });
  });

  it('takes the time to wait from the body, else from the header', () => {
    expect(errorOfResponse(503, '{"code":"a","message":"b","retry_after_ms":1500}', '9').retryAfterMs).toBe(1500);
    expect(errorOfResponse(503, '', '9').retryAfterMs).toBe(9000);
    expect(errorOfResponse(503, '', null).retryAfterMs).toBeUndefined();
  });
});
