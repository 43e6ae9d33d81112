import { EventReader } from '../protocol/event-reader.js';
import type { SessionEvent } from '../protocol/events.js';
import { ParleyError } from '../protocol/parley-error.js';
import { EventQueue } from './event-queue.js';
import { browserWebSocket, closeError, socketUrl, type WebSocketFactory } from './web-socket.js';

export interface FollowOptions {
  /** The server's base address, `http(s)` or `ws(s)`. */
  readonly url: string | URL;
  /** Read events after this number; 0 or absent: from the first one held. */
  readonly after?: number;
  /** Attach again this often in a row when the connection breaks. Default 5. */
  readonly maxReattaches?: number;
  /** First wait before attaching again, ms; doubles. Default 500. */
  readonly reattachDelayMs?: number;
  readonly signal?: AbortSignal;
  readonly webSocket?: WebSocketFactory;
}

const maxWaitingEvents = 10_000;

/**
 * Reads a session's events from outside it, in order and without a hole, until `session.ended`. A broken connection is
 * attached again after the last event read. Throws `ParleyError`: `session_not_found`, `events_gone`, `connection_lost`…
 */
export async function* followSession(id: string, options: FollowOptions): AsyncGenerator<SessionEvent, void, undefined> {
  let after = options.after ?? 0;
  let failures = 0;
  for (;;) {
    try {
      for await (const event of attach(id, after, options)) {
        failures = 0;
        if (event.seq !== undefined && event.seq !== null) after = event.seq;
        yield event;
        if (event.type === 'session.ended') return;
      }
      return;
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.retry || failures >= (options.maxReattaches ?? 5)) throw error;
      await delay((options.reattachDelayMs ?? 500) * 2 ** failures, options.signal);
      failures++;
    }
  }
}

async function* attach(id: string, after: number, options: FollowOptions): AsyncGenerator<SessionEvent, void, undefined> {
  const queue = new EventQueue<SessionEvent>(maxWaitingEvents);
  const path = `v1/sessions/${encodeURIComponent(id)}?after=${after}`;
  const socket = (options.webSocket ?? browserWebSocket)(socketUrl(options.url, path));
  const abort = (): void => queue.finish(ParleyError.client('aborted', 'The reader was stopped.'));
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted) abort();
  socket.binaryType = 'arraybuffer';
  const reader = new EventReader();
  let opened = false;
  let told: ParleyError | undefined;
  socket.addEventListener('open', () => (opened = true));
  socket.addEventListener('message', ({ data }) => {
    try {
      const event = reader.read(data);
      if (event === undefined) return;
      if (event.type === 'error' && event.seq == null) told = ParleyError.fromWire(event);
      else queue.push(event);
      if (event.type === 'session.ended') queue.finish();
    } catch (error) {
      queue.finish(error as ParleyError);
    }
  });
  socket.addEventListener('close', ({ code, reason }) => queue.finish(told ?? closeError(code, reason, opened)));
  try {
    yield* queue.read();
  } finally {
    options.signal?.removeEventListener('abort', abort);
    socket.close(1000);
  }
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}
