import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SessionEvent, MicrophoneError, type MicrophoneOptions } from '../../../client/index.js';
import { LiveRecording } from '../../../app/live/live-recording.js';
import { KeptSession } from '../../../app/live/kept-session.js';
import { type FakeWebSocket, stubWebSockets } from '../../client/session/fake-web-socket.js';
import { memoryStorage } from '../memory-storage.js';

const second = 16_000;
let microphone: MicrophoneOptions;
let closed: number;
let sockets: FakeWebSocket[];
let heard: string[];
let kept: KeptSession;

vi.mock('../../../client/audio/microphone.js', () => ({
  Microphone: {
    open: (options: MicrophoneOptions) => {
      microphone = options;
      return Promise.resolve({ rate: second, label: 'test', close: () => closed++ });
    },
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  closed = 0;
  sockets = stubWebSockets();
  heard = [];
  kept = new KeptSession(memoryStorage());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function record(): { recording: LiveRecording; over: Promise<unknown> } {
  const recording = new LiveRecording({
    url: 'http://host/',
    workletUrl: 'worklet.js',
    model: undefined,
    language: 'en',
    kept,
    onState: (state) => heard.push(state),
    onLevel: () => undefined,
    onEvent: (event: SessionEvent) => heard.push(event.type),
    onContinue: (seconds) => heard.push(`continue ${seconds}`),
    onTrouble: ({ code }) => heard.push(`trouble ${code}`),
    onMuted: () => undefined,
    onNotice: (code) => heard.push(`notice ${code}`),
  });
  return { recording, over: recording.run().then(() => 'done', (error: unknown) => error) };
}

/** The server does not have the session that is asked for. */
function lose(socket: FakeWebSocket | undefined): void {
  socket?.open();
  socket?.sayRaw({ type: 'error', code: 'session_not_found', message: 'Gone.', retry: false });
  socket?.drop(4504);
}

/** Lets promises that wait for nothing but each other go on. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** Audio whose samples say where they lie, in 20 ms. */
function speak(fromSecond: number, seconds: number): void {
  for (let at = fromSecond * 50; at < (fromSecond + seconds) * 50; at++) {
    microphone.onAudio(new Float32Array(320).fill(at / 32_768));
  }
}

/** Where, in 20 ms, the first and last audio of a socket was spoken. */
function spoken(socket: FakeWebSocket | undefined): (number | undefined)[] {
  const samples = (socket?.sent ?? []).flatMap((data) => (typeof data === 'string' ? [] : [...new Int16Array(data)]));
  return [samples[0], samples.at(-1), samples.length];
}

describe('a live recording', () => {
  it('goes from the microphone to the last final', async () => {
    const { recording, over } = record();
    await settle();
    speak(0, 0.5);
    sockets[0]?.start();
    await settle();
    speak(0.5, 0.5);
    expect(spoken(sockets[0])).toEqual([0, 49, second]);
    recording.stop();
    await settle();
    expect(closed).toBe(1);
    expect(sockets[0]?.texts.at(-1)).toEqual({ type: 'session.end' });
    sockets[0]?.say('session.ended', { reason: 'completed' });
    expect(await over).toBe('done');
    expect(heard).toEqual(['opening', 'connecting', 'continue 0', 'session.started', 'live', 'finishing', 'session.ended', 'off']);
    expect(recording.seconds).toBe(1);
  });

  it('asks a change of the session that runs, in its place among the audio, and of the one that follows', async () => {
    const { recording, over } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    speak(0, 1);
    recording.change({ language: 'zh', translate: { targets: ['es'] } });
    speak(1, 1);
    const at = (sockets[0]?.sent ?? []).findIndex((data) => typeof data === 'string' && data.includes('session.update'));
    expect(sockets[0]?.texts.at(-1)).toEqual({ type: 'session.update', language: 'zh', translate: { targets: ['es'] } });
    expect([at, sockets[0]?.sent.length]).toEqual([51, 102]);
    sockets[0]?.drop(1006);
    await vi.advanceTimersByTimeAsync(300);
    lose(sockets[1]);
    await vi.advanceTimersByTimeAsync(600);
    sockets[2]?.start();
    await settle();
    expect(sockets[2]?.texts[0]).toMatchObject({ type: 'session.start', language: 'zh', translate: { targets: ['es'] } });
    recording.stop();
    await settle();
    recording.change({ language: 'en' });
    expect(sockets[2]?.texts.at(-1)).toEqual({ type: 'session.end' });
    sockets[2]?.say('session.ended', { reason: 'completed' });
    expect(await over).toBe('done');
  });

  it('goes on with its session when the connection breaks, and says so', async () => {
    const { recording, over } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    speak(0, 2);
    sockets[0]?.drop(1006);
    await settle();
    speak(2, 1);
    await vi.advanceTimersByTimeAsync(300);
    sockets[1]?.resume(second);
    await settle();
    speak(3, 1);
    expect(heard.slice(-3)).toEqual(['reconnecting', 'live', 'session.resumed']);
    expect(spoken(sockets[1])).toEqual([50, 199, 3 * second]);
    recording.stop();
    await settle();
    sockets[1]?.say('session.ended', { reason: 'completed' });
    expect(await over).toBe('done');
  });

  it('sends what has no final yet to another session when the server no longer has this one', async () => {
    const { over, recording } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    speak(0, 6);
    sockets[0]?.say('transcript.final', { utterance: 1, text: 'One.', start: 0, end: 2, language: 'en' });
    sockets[0]?.say('ack', { received: 6 * second, committed: second });
    sockets[0]?.drop(1006);
    await settle();
    speak(6, 1);
    await vi.advanceTimersByTimeAsync(300);
    lose(sockets[1]);
    await vi.advanceTimersByTimeAsync(600);
    sockets[2]?.start();
    await settle();
    speak(7, 1);
    expect(heard.slice(-3)).toEqual(['continue 2', 'live', 'session.started']);
    expect(spoken(sockets[2])).toEqual([100, 399, 6 * second]);
    // Its finals count from its own first sample.
    sockets[2]?.say('ack', { received: 0, committed: 3 * second });
    sockets[2]?.drop(1006);
    await vi.advanceTimersByTimeAsync(300);
    lose(sockets[3]);
    await vi.advanceTimersByTimeAsync(1100);
    expect(heard.at(-1)).toBe('continue 5');
    recording.stop();
    await settle();
    expect(await over).toBe('done');
  });

  it('goes on with the session of the page before it', async () => {
    kept.keep('s1');
    const { recording, over } = record();
    await settle();
    speak(0, 1);
    expect(sockets[0]?.texts).toEqual([]);
    sockets[0]?.resume(5 * second);
    await settle();
    sockets[0]?.say('transcript.final', { utterance: 1, text: 'One.', start: 0, end: 2, language: 'en' });
    expect(sockets[0]?.texts).toEqual([
      { type: 'session.resume', session_id: 's1', after: 0 },
      { type: 'audio.position', position: 5 * second },
    ]);
    expect(spoken(sockets[0])).toEqual([0, 49, second]);
    expect(recording.seconds).toBe(6);
    expect(heard).toEqual(['opening', 'connecting', 'continue 0', 'session.resumed', 'live', 'transcript.final']);
    recording.stop();
    await settle();
    sockets[0]?.say('session.ended', { reason: 'completed' });
    expect(await over).toBe('done');
    expect(kept.id).toBeUndefined();
  });

  it('starts another session when that of the page before it is gone', async () => {
    kept.keep('s1');
    const { recording } = record();
    await settle();
    lose(sockets[0]);
    await settle();
    sockets[1]?.start();
    await settle();
    expect(heard.slice(-2)).toEqual(['session.started', 'live']);
    expect(kept.id).toBe('s1');
    recording.stop();
  });

  it('waits as long as a full server asks', async () => {
    const { recording } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    sockets[0]?.drop(1006);
    await vi.advanceTimersByTimeAsync(300);
    lose(sockets[1]);
    await vi.advanceTimersByTimeAsync(600);
    sockets[2]?.open();
    sockets[2]?.sayRaw({ type: 'error', code: 'too_many_sessions', message: 'Full.', retry: true, retry_after_ms: 9000 });
    await vi.advanceTimersByTimeAsync(8900);
    expect(sockets).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(200);
    expect(sockets).toHaveLength(4);
    recording.stop();
  });

  it('gives up when the server stays away, and lets the microphone go', async () => {
    const { over } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    sockets[0]?.drop(1006);
    for (let i = 1; i < 60; i++) {
      await vi.advanceTimersByTimeAsync(9000);
      sockets[i]?.drop(1006);
    }
    expect(await over).toMatchObject({ code: 'connect_failed' });
    expect(sockets.length).toBeLessThan(40);
    expect(closed).toBe(1);
    expect(heard.at(-1)).toBe('off');
  });

  it('does not try again what the server refused for good', async () => {
    const { over } = record();
    await settle();
    sockets[0]?.open();
    sockets[0]?.sayRaw({ type: 'error', code: 'unsupported_language', message: 'No.', retry: false });
    expect(await over).toMatchObject({ code: 'unsupported_language' });
    expect([sockets.length, closed]).toEqual([1, 1]);
  });

  it('finishes what was said when the microphone is pulled out, then says so', async () => {
    const { over } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    microphone.onLost(new MicrophoneError('disconnected', 'gone'));
    await settle();
    sockets[0]?.say('session.ended', { reason: 'completed' });
    expect(await over).toMatchObject({ problem: 'disconnected' });
  });

  it('reports trouble that does not end the session', async () => {
    const { recording } = record();
    await settle();
    sockets[0]?.start();
    await settle();
    sockets[0]?.say('error', { code: 'provider_failed', message: 'Engine.', retry: true });
    expect(heard).toContain('trouble provider_failed');
    recording.stop();
  });
});
