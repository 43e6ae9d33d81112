import { vi } from 'vitest';
import type { WebSocketFactory, WebSocketLike } from '../../../client/index.js';

type Listener = (event: never) => void;

/** A WebSocket whose other end is the test. */
export class FakeWebSocket implements WebSocketLike {
  binaryType = 'arraybuffer';
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: (string | ArrayBuffer)[] = [];
  closedWith: number | undefined;
  readonly #listeners = new Map<string, Listener[]>();
  #seq = 0;

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }

  close(code?: number): void {
    this.closedWith ??= code;
  }

  open(): void {
    this.readyState = 1;
    this.#emit('open', {});
  }

  /** The server's next event. */
  say(type: string, fields: object = {}): void {
    this.sayRaw({ seq: ++this.#seq, type, ...fields });
  }

  sayRaw(message: object): void {
    this.#emit('message', { data: JSON.stringify(message) });
  }

  sayBytes(data: ArrayBuffer): void {
    this.#emit('message', { data });
  }

  /** Opens and starts the session. */
  start(): void {
    this.open();
    this.say('session.started', { session_id: 's1', model: 'm', language: 'en', rate: 16_000 });
  }

  /** Opens, and answers session.resume; what it says next follows the last event that the client has. */
  resume(received: number, committed = 0): void {
    this.open();
    const hello = this.texts.at(-1) as { session_id: string; after: number };
    this.#seq = hello.after;
    this.sayRaw({ type: 'session.resumed', session_id: hello.session_id, rate: 16_000, epoch: 2, received, committed });
  }

  drop(code: number, reason = ''): void {
    this.readyState = 3;
    this.#emit('close', { code, reason });
  }

  get texts(): unknown[] {
    return this.sent.filter((data) => typeof data === 'string').map((data) => JSON.parse(data) as unknown);
  }

  get audioBytes(): number {
    return this.sent.reduce((sum, data) => sum + (typeof data === 'string' ? 0 : data.byteLength), 0);
  }

  #emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}

/** Puts such sockets in the place of the browser's, until `vi.unstubAllGlobals`; gives every one that is made. */
export function stubWebSockets(): FakeWebSocket[] {
  const sockets: FakeWebSocket[] = [];
  vi.stubGlobal('WebSocket', function (this: unknown, url: string) {
    const socket = new FakeWebSocket(url);
    sockets.push(socket);
    return socket;
  });
  return sockets;
}

/** A factory and every socket it made. */
export function fakeSockets(): { readonly webSocket: WebSocketFactory; readonly sockets: FakeWebSocket[] } {
  const sockets: FakeWebSocket[] = [];
  const webSocket: WebSocketFactory = (url) => {
    const socket = new FakeWebSocket(url);
    sockets.push(socket);
    return socket;
  };
  return { webSocket, sockets };
}
