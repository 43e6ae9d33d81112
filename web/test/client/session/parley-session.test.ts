import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleySession, type ParleySessionOptions } from '../../../client/index.js';
import { type FakeWebSocket, fakeSockets } from './fake-web-socket.js';

const second = 16_000;

function open(options: Partial<ParleySessionOptions> = {}): { session: ParleySession; socket: FakeWebSocket; started: Promise<unknown> } {
  const { webSocket, sockets } = fakeSockets();
  const session = new ParleySession({ url: 'http://host/parley/', webSocket, ...options });
  const started = session.connect();
  started.catch(() => undefined);
  return { session, socket: sockets[0] as FakeWebSocket, started };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a session', () => {
  it('opens below the server’s path and starts with its options', async () => {
    const { session, socket, started } = open({ start: { language: 'en', model: 'tiny', input: { rate: 16_000 } } });
    expect(socket.url).toBe('ws://host/parley/v1/sessions');
    expect(session.state).toBe('connecting');
    socket.start();
    await expect(started).resolves.toMatchObject({ session_id: 's1' });
    expect(session).toMatchObject({ state: 'open', id: 's1' });
    expect(socket.texts).toEqual([{ type: 'session.start', language: 'en', model: 'tiny', input: { rate: 16_000 } }]);
  });

  it('holds audio until it is started, then sends it in order', () => {
    const { session, socket } = open();
    session.sendAudio(Int16Array.of(1, -2));
    socket.open();
    expect(socket.audioBytes).toBe(0);
    socket.say('session.started', { session_id: 's1', model: 'm', language: 'en', rate: second });
    session.sendAudio(Float32Array.of(0.5, -2));
    expect(socket.sent.slice(1).map((data) => [...new Int16Array(data as ArrayBuffer)])).toEqual([[1, -2], [16_384, -32_768]]);
  });

  it('sends floats as they are when it said so', () => {
    const { session, socket } = open({ start: { input: { encoding: 'f32le' } } });
    socket.start();
    session.sendAudio(Float32Array.of(0.25));
    session.sendAudio(Int16Array.of(-16_384));
    expect(socket.sent.slice(1).map((data) => [...new Float32Array(data as ArrayBuffer)])).toEqual([[0.25], [-0.5]]);
  });

  it('cuts long audio into messages of one second', () => {
    const { session, socket } = open();
    socket.start();
    session.sendAudio(new Int16Array(2.5 * second));
    expect(socket.sent.slice(1).map((data) => (data as ArrayBuffer).byteLength)).toEqual([2 * second, 2 * second, second]);
  });

  it('gives every event to its listeners, by type and all together', () => {
    const { session, socket } = open();
    const finals: string[] = [];
    const all: string[] = [];
    session.on('transcript.final', (event) => finals.push(event.text));
    const off = session.on('event', (event) => all.push(event.type));
    socket.start();
    socket.say('transcript.final', { utterance: 1, text: 'One.', start: 0, end: 1, language: 'en' });
    off();
    socket.say('transcript.final', { utterance: 2, text: 'Two.', start: 1, end: 2, language: 'en' });
    expect(finals).toEqual(['One.', 'Two.']);
    expect(all).toEqual(['session.started', 'transcript.final']);
  });

  it('ends after its last final', async () => {
    const { session, socket } = open();
    socket.start();
    session.sendAudio(new Int16Array(100));
    const ended = session.end();
    expect(session.state).toBe('ending');
    expect(socket.texts.at(-1)).toEqual({ type: 'session.end' });
    socket.say('session.ended', { reason: 'completed' });
    socket.drop(1000);
    await expect(ended).resolves.toMatchObject({ reason: 'completed' });
    expect(session.state).toBe('ended');
  });

  it('may be ended before it is started: the audio held so far still goes out first', () => {
    const { session, socket } = open();
    session.sendAudio(new Int16Array(100));
    void session.end();
    socket.start();
    expect(socket.sent.map((data) => (typeof data === 'string' ? (JSON.parse(data) as { type: string }).type : 'audio'))).toEqual([
      'session.start',
      'audio',
      'session.end',
    ]);
    expect(session.state).toBe('ending');
  });

  it('refuses audio before and after', () => {
    const { webSocket } = fakeSockets();
    const unconnected = new ParleySession({ url: 'http://host', webSocket });
    expect(() => unconnected.sendAudio(new Int16Array(1))).toThrowError(expect.objectContaining({ code: 'invalid_state' }));
    const { session, socket } = open();
    socket.start();
    void session.end();
    expect(() => session.sendAudio(new Int16Array(1))).toThrowError(expect.objectContaining({ code: 'invalid_state' }));
  });
});

describe('a slow network', () => {
  it('holds audio back while the socket is full and asks again', () => {
    const { session, socket } = open();
    socket.start();
    socket.bufferedAmount = 5 * second;
    session.sendAudio(new Int16Array(second));
    session.flush();
    expect(socket.sent).toHaveLength(1);
    expect(session.heldSeconds).toBeCloseTo(3.5, 5);
    socket.bufferedAmount = 0;
    vi.advanceTimersByTime(60);
    expect(socket.audioBytes).toBe(2 * second);
    expect(socket.texts.at(-1)).toEqual({ type: 'audio.flush' });
    expect(session.heldSeconds).toBe(0);
  });

  it('fails the session when more audio waits than allowed', async () => {
    const { session, socket } = open({ maxHeldSeconds: 3 });
    const failures: string[] = [];
    session.on('failed', ({ code, retry }) => failures.push(`${code} ${retry}`));
    socket.start();
    socket.bufferedAmount = 2 * 2.5 * second;
    session.sendAudio(new Int16Array(second / 2));
    expect(session.state).toBe('open');
    session.sendAudio(new Int16Array(1));
    expect(session.state).toBe('failed');
    expect(failures).toEqual(['send_backlog true']);
    expect(socket.closedWith).toBe(1000);
    await expect(session.end()).rejects.toMatchObject({ code: 'send_backlog' });
  });

  it('is told from a pause: only while audio flows must the server be heard', () => {
    const { session, socket } = open({ silenceTimeoutMs: 5000 });
    socket.start();
    session.sendAudio(new Int16Array(320));
    vi.advanceTimersByTime(60_000);
    session.sendAudio(new Int16Array(320));
    expect(session.state).toBe('open');
    for (let i = 0; i < 260 && session.state === 'open'; i++) {
      vi.advanceTimersByTime(20);
      session.sendAudio(new Int16Array(320));
    }
    expect(session.state).toBe('failed');
  });
});

describe('a session fails', () => {
  it('with the server’s answer to session.start', async () => {
    const { session, socket, started } = open();
    socket.open();
    socket.sayRaw({ type: 'error', code: 'unknown_model', message: 'No such model.', param: 'model', retry: false });
    await expect(started).rejects.toMatchObject({ code: 'unknown_model', param: 'model', retry: false });
    expect(session.state).toBe('failed');
    expect(socket.closedWith).toBe(1000);
  });

  it('with the time to wait when the server is full', async () => {
    const { socket, started } = open();
    socket.open();
    socket.sayRaw({ type: 'error', code: 'too_many_sessions', message: 'Full.', retry: true, retry_after_ms: 1500 });
    await expect(started).rejects.toMatchObject({ code: 'too_many_sessions', retry: true, retryAfterMs: 1500 });
  });

  it.each([
    [1006, 'connection_lost', true],
    [1001, 'connection_lost', true],
    [4000, 'connection_lost', true],
    [4510, 'connection_lost', false],
    [1002, 'connection_lost', false],
  ])('when the connection closes with %i', async (code, expected, retry) => {
    const { session, socket } = open();
    socket.start();
    socket.drop(code);
    await expect(session.end()).rejects.toMatchObject({ code: expected, retry });
  });

  it('with the error frame that came before the close', async () => {
    const { session, socket } = open();
    socket.start();
    socket.sayRaw({ type: 'error', code: 'idle_timeout', message: 'Idle.', retry: true });
    socket.drop(4008);
    await expect(session.end()).rejects.toMatchObject({ code: 'idle_timeout' });
  });

  it('with the reason the server ended it for', async () => {
    const { session, socket } = open();
    socket.start();
    socket.say('error', { code: 'shutting_down', message: 'Stopping.', retry: true });
    socket.say('session.ended', { reason: 'shutdown' });
    await expect(session.end()).rejects.toMatchObject({ code: 'shutting_down', retry: true });
  });

  it('when nobody answers', async () => {
    const unreachable = open();
    unreachable.socket.drop(1006);
    await expect(unreachable.started).rejects.toMatchObject({ code: 'connect_failed', retry: true });
    const mute = open({ connectTimeoutMs: 2000 });
    mute.socket.open();
    vi.advanceTimersByTime(2001);
    await expect(mute.started).rejects.toMatchObject({ code: 'connect_timeout' });
    const endless = open({ endTimeoutMs: 3000 });
    endless.socket.start();
    const ended = endless.session.end();
    vi.advanceTimersByTime(3001);
    await expect(ended).rejects.toMatchObject({ code: 'end_timeout' });
  });

  it('on a message it cannot understand', async () => {
    const { session, socket } = open();
    socket.start();
    socket.sayRaw({ type: 'transcript.final' });
    await expect(session.end()).rejects.toMatchObject({ code: 'invalid_message' });
  });

  it('when it is given up, by call or by signal', async () => {
    const byCall = open();
    byCall.socket.start();
    byCall.session.abort();
    await expect(byCall.session.end()).rejects.toMatchObject({ code: 'aborted' });
    const giveUp = new AbortController();
    const bySignal = open({ signal: giveUp.signal });
    giveUp.abort();
    await expect(bySignal.started).rejects.toMatchObject({ code: 'aborted' });
    expect(bySignal.socket.closedWith).toBe(1000);
  });

  it('but goes on after an error about one message or one stretch of audio', () => {
    const { session, socket } = open();
    socket.start();
    socket.sayRaw({ type: 'error', code: 'invalid_audio', message: 'Odd.', retry: false });
    socket.say('error', { code: 'provider_failed', message: 'Engine.', retry: true });
    expect(session.state).toBe('open');
  });
});
