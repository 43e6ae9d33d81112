import { ParleyError } from '../protocol/parley-error.js';

/** The part of a WebSocket this library uses; a browser's and Node's `ws` both fit. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

export type WebSocketFactory = (url: string) => WebSocketLike;

export const browserWebSocket: WebSocketFactory = (url) => new WebSocket(url);

/** `http(s)` becomes `ws(s)`; the server's base address may have a path. */
export function socketUrl(base: string | URL, path: string): string {
  const url = new URL(path, base);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  return url.href;
}

/** What a close means when no error frame came before it. 4000–4499 and the codes of a broken path: try again. */
export function closeError(code: number, reason: string, opened: boolean): ParleyError {
  const retry = code < 4500 && ![1002, 1003, 1007, 1008, 1009].includes(code);
  const said = reason === '' ? '' : ` (${reason})`;
  return opened
    ? ParleyError.client('connection_lost', `The connection closed with code ${code}${said}.`, { retry })
    : ParleyError.client('connect_failed', `The server could not be reached${said}.`, { retry: true });
}
