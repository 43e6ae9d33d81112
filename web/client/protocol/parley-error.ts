import type { WireError } from './events.js';

/** Codes the client adds to the server's: things only this side of the connection can know. */
export type ClientErrorCode =
  | 'connect_failed'
  | 'connect_timeout'
  | 'connection_lost'
  | 'send_backlog'
  | 'invalid_message'
  | 'invalid_state'
  | 'end_timeout'
  | 'upload_failed'
  | 'reader_too_slow'
  | 'aborted';

export interface ParleyErrorDetails {
  readonly param?: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retry?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Under which the server logged the request. */
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** Any failure of a session or a request; `code` is the server's (`docs/protocol.md`) or a `ClientErrorCode`. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: string;
  readonly param: string | undefined;
  readonly retry: boolean;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, details: ParleyErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.param = details.param;
    this.retry = details.retry ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId;
  }

  static client(code: ClientErrorCode, message: string, details?: ParleyErrorDetails): ParleyError {
    return new ParleyError(code, message, details);
  }

  static fromWire(wire: WireError): ParleyError {
    return new ParleyError(wire.code, wire.message, {
      param: wire.param ?? undefined,
      retry: wire.retry ?? false,
      retryAfterMs: wire.retry_after_ms ?? undefined,
      requestId: wire.request_id ?? undefined,
    });
  }
}
