import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { followSession, type FollowOptions, ParleySession, type SessionEvent, type WebSocketLike } from '../../../client/index.js';

let server: WebSocketServer;
let url: string;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

const webSocket = (address: string): WebSocketLike => new WebSocket(address) as unknown as WebSocketLike;
const final = (seq: number): object => ({ seq, type: 'transcript.final', utterance: seq, text: `${seq}.`, language: 'en', start: 0, end: 1 });
const ended = (seq: number): object => ({ seq, type: 'session.ended', reason: 'completed' });

/** What the n-th connection gets, and how it closes; records the addresses asked for. */
function serve(...connections: { say: object[]; close?: number }[]): string[] {
  const asked: string[] = [];
  server.on('connection', (socket, request) => {
    const { say, close } = connections[asked.length] ?? { say: [] };
    asked.push(request.url ?? '');
    for (const message of say) socket.send(JSON.stringify(message));
    if (close === 1006) socket.terminate();
    else if (close !== undefined) socket.close(close);
  });
  return asked;
}

async function follow(options: Partial<FollowOptions> = {}): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of followSession('s 1', { url, webSocket, reattachDelayMs: 1, ...options })) events.push(event);
  return events;
}

describe('following a session over a real socket', () => {
  it('reads from the number asked for until the session ends', async () => {
    const asked = serve({ say: [final(8), ended(9)] });
    expect((await follow({ after: 7 })).map((event) => event.seq)).toEqual([8, 9]);
    expect(asked).toEqual(['/v1/sessions/s%201?after=7']);
  });

  it('attaches again after the last event when the connection breaks', async () => {
    const asked = serve({ say: [final(1), final(2)], close: 1001 }, { say: [], close: 1006 }, { say: [final(3), ended(4)] });
    expect((await follow()).map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect(asked.map((address) => new URL(address, url).searchParams.get('after'))).toEqual(['0', '2', '2']);
  });

  it('throws the error that trying again cannot mend', async () => {
    const asked = serve({ say: [{ type: 'error', code: 'session_not_found', message: 'Gone.', retry: false }], close: 4504 });
    await expect(follow()).rejects.toMatchObject({ code: 'session_not_found' });
    expect(asked).toHaveLength(1);
  });

  it('gives up after as many tries as allowed', async () => {
    const broken = { say: [], close: 1001 };
    const asked = serve(broken, broken, broken, broken);
    await expect(follow({ maxReattaches: 2 })).rejects.toMatchObject({ code: 'connection_lost' });
    expect(asked).toHaveLength(3);
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    serve({ say: [final(1)] });
    const events = followSession('s', { url, webSocket, signal: stop.signal });
    expect((await events.next()).value).toMatchObject({ seq: 1 });
    stop.abort();
    await expect(events.next()).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a session over a real socket', () => {
  it('speaks the protocol from start to end', async () => {
    const heard: unknown[] = [];
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer, isBinary) => {
        heard.push(isBinary ? data.length : (JSON.parse(data.toString()) as { type: string }).type);
        if (heard.at(-1) === 'session.start') {
          socket.send(JSON.stringify({ seq: 1, type: 'session.started', session_id: 's', model: 'm', language: 'en', rate: 16_000 }));
        }
        if (heard.at(-1) === 'session.end') {
          for (const message of [final(2), ended(3)]) socket.send(JSON.stringify(message));
          socket.close(1000);
        }
      });
    });
    const session = new ParleySession({ url, webSocket });
    const finals: string[] = [];
    session.on('transcript.final', ({ text }) => finals.push(text));
    await session.connect();
    session.sendAudio(new Int16Array(320));
    session.flush();
    await session.end();
    expect(heard).toEqual(['session.start', 640, 'audio.flush', 'session.end']);
    expect(finals).toEqual(['2.']);
  });
});
