import { ParleyError } from '../protocol/parley-error.js';
import type { TimedText } from '../export/timed-text.js';
import { errorOfResponse } from '../protocol/response-error.js';
import { SseParser } from './sse-parser.js';
import { TranscriptReader } from './transcript-reader.js';

export interface TranscribeFileOptions {
  /** The server's base address. */
  readonly url: string | URL;
  readonly model?: string | undefined;
  readonly language?: string | undefined;
  /** Bytes on their way, and how many there are. */
  readonly onUpload?: (sent: number, total: number) => void;
  /** The next part of the text, as soon as it is there. */
  readonly onText?: (text: TimedText) => void;
  readonly signal?: AbortSignal;
}

/**
 * Sends a recording to `/v1/audio/transcriptions` and reads its text as it comes. XMLHttpRequest, since `fetch` does
 * not say how far an upload is. Rejects with `ParleyError`: the server's, `upload_failed` or `aborted`.
 */
export function transcribeFile(file: File, options: TranscribeFileOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const sse = new SseParser();
    const reader = new TranscriptReader(options.onText ?? (() => undefined));
    let read = 0;
    let uploaded = false;

    const fail = (error: unknown): void => {
      reject(error);
      request.abort();
    };
    const readMore = (): void => {
      if (request.status !== 200) return;
      const piece = request.responseText.slice(read);
      read += piece.length;
      try {
        for (const data of sse.push(piece)) reader.read(data);
      } catch (error) {
        fail(error);
      }
    };

    request.upload.addEventListener('progress', ({ loaded, total }) => options.onUpload?.(loaded, total));
    request.upload.addEventListener('load', () => {
      uploaded = true;
      options.onUpload?.(file.size, file.size);
    });
    request.addEventListener('progress', readMore);
    request.addEventListener('load', () => {
      if (request.status !== 200) {
        reject(errorOfResponse(request.status, request.responseText, request.getResponseHeader('Retry-After')));
        return;
      }
      readMore();
      if (reader.text !== undefined) resolve(reader.text);
      else reject(ParleyError.client('connection_lost', 'The server stopped before the end of the text.', { retry: true }));
    });
    request.addEventListener('error', () => {
      // A server that refuses an upload may close the connection before the browser has read its answer.
      reject(
        uploaded
          ? ParleyError.client('connection_lost', 'The connection broke before the end of the text.', { retry: true })
          : ParleyError.client('upload_failed', 'The connection broke during the upload.', { retry: true }),
      );
    });
    request.addEventListener('abort', () => reject(ParleyError.client('aborted', 'The transcription was given up.')));
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });

    request.open('POST', new URL('v1/audio/transcriptions', options.url));
    request.send(formOf(file, options));
  });
}

function formOf(file: File, options: TranscribeFileOptions): FormData {
  const form = new FormData();
  form.append('stream', 'true');
  form.append('response_format', 'json');
  if (options.model) form.append('model', options.model);
  if (options.language) form.append('language', options.language);
  form.append('file', file);
  return form;
}
