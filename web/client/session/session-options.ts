import type { EventOf, SessionEvent, SessionEventType } from '../protocol/events.js';
import type { StartOptions } from '../protocol/options.js';
import type { ParleyError } from '../protocol/parley-error.js';
import type { WebSocketFactory } from './web-socket.js';

/** `new` → `connecting` → `open` → `ending` → `ended`; `failed` from anywhere. A resumable session goes to `reconnecting`
 * and back. */
export type SessionState = 'new' | 'connecting' | 'open' | 'reconnecting' | 'ending' | 'ended' | 'failed';

export type SessionListeners = { [T in SessionEventType]: EventOf<T> } & {
  /** Every event of the server, in order. */
  event: SessionEvent;
  state: SessionState;
  /** The session is over because of this; once, and never after `ended`. */
  failed: ParleyError;
};

export interface ParleySessionOptions {
  /** The server's base address, `http(s)` or `ws(s)`. */
  readonly url: string | URL;
  readonly start?: StartOptions;
  /** Goes on with a resumable session, of an earlier page for example, instead of starting one. */
  readonly resume?: { readonly id: string; /** The last event already known; 0: none. */ readonly after: number };
  /** Audio that may wait while the connection opens, is slow or is away, in seconds; beyond it the session fails with
   * `send_backlog`. Default 10; for a resumable session its window. */
  readonly maxHeldSeconds?: number;
  /** Opening and `session.started` together, ms. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** From `end()` to `session.ended`, ms. Default 30 000. */
  readonly endTimeoutMs?: number;
  /** While audio goes out, the server must be heard at least this often, ms; else the connection is lost. Default
   * 10 000. */
  readonly silenceTimeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly webSocket?: WebSocketFactory;
  /** 0 to 1; spreads the clients of a server that comes back. Default `Math.random`. */
  readonly random?: () => number;
}
