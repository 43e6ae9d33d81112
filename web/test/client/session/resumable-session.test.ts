import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleySession, type ParleySessionOptions } from '../../../client/index.js';
import { type FakeWebSocket, fakeSockets } from './fake-web-socket.js';

const second = 16_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a resumable session', () => {
  const resumable = { start: { resumable: true }, random: () => 1 } as const;

  function opened(options: Partial<ParleySessionOptions> = resumable): { session: ParleySession; sockets: FakeWebSocket[] } {
    const { webSocket, sockets } = fakeSockets();
    const session = new ParleySession({ url: 'http://host', webSocket, ...options });
    session.connect().catch(() => undefined);
    sockets[0]?.start();
    return { session, sockets };
  }

  /** Audio whose samples count from `from`. */
  const ramp = (from: number, count: number): Int16Array => Int16Array.from({ length: count }, (_, i) => from + i);
  const samples = (socket: FakeWebSocket | undefined): number[] =>
    (socket?.sent ?? []).flatMap((data) => (typeof data === 'string' ? [] : [...new Int16Array(data)]));

  it('attaches again after a lost connection and sends again what the server does not hold', () => {
    const { session, sockets } = opened();
    const states: string[] = [];
    session.on('state', (state) => states.push(state));
    for (let at = 0; at < 1000; at += 100) session.sendAudio(ramp(at, 100));
    sockets[0]?.say('ack', { received: 1000, committed: 0 });
    sockets[0]?.drop(1006);
    session.sendAudio(ramp(1000, 100));
    session.flush();
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(450);
    session.sendAudio(ramp(1100, 100));
    expect(sockets[1]?.texts).toEqual([
      { type: 'session.resume', session_id: 's1', after: 2 },
      { type: 'audio.position', position: 450 },
      { type: 'audio.flush' },
    ]);
    expect(samples(sockets[1])).toEqual([...ramp(450, 750)]);
    expect(states).toEqual(['reconnecting', 'open']);
  });

  it('says again what stood right where the held audio ends, and nothing that the server has certainly heard', () => {
    const { session, sockets } = opened();
    session.sendAudio(ramp(0, 100));
    session.flush();
    session.sendAudio(ramp(100, 100));
    session.flush();
    const ended = session.end();
    sockets[0]?.drop(1006);
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(200);
    expect(sockets[1]?.texts.slice(1)).toEqual([{ type: 'audio.flush' }, { type: 'session.end' }]);
    expect([session.state, samples(sockets[1])]).toEqual(['ending', []]);
    sockets[1]?.say('session.ended', { reason: 'completed' });
    return expect(ended).resolves.toMatchObject({ reason: 'completed' });
  });

  it('gives each event once, whatever comes again', () => {
    const { session, sockets } = opened();
    const seen: (number | null | undefined)[] = [];
    session.on('event', ({ seq }) => seen.push(seq));
    sockets[0]?.say('notice', { code: 'a', message: '' });
    sockets[0]?.drop(1006);
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(0);
    for (const seq of [1, 2, 3, 3, 4]) sockets[1]?.sayRaw({ type: 'notice', seq, code: 'a', message: '' });
    sockets[1]?.sayRaw({ type: 'reset', after: 4, first: 9 });
    sockets[1]?.sayRaw({ type: 'notice', seq: 9, code: 'a', message: '' });
    expect(seen).toEqual([2, undefined, 3, 4, undefined, 9]);
    expect(session.lastSeq).toBe(9);
  });

  it('forgets audio that is committed, and keeps at most a minute of what is not', () => {
    const { session, sockets } = opened();
    for (let i = 0; i < 90; i++) session.sendAudio(new Int16Array(second).fill(i));
    sockets[0]?.say('ack', { received: 90 * second, committed: 85 * second });
    sockets[0]?.drop(1006);
    vi.advanceTimersByTime(250);
    // A server that knows less than it said gets what there is, and says itself that there is a hole.
    sockets[1]?.resume(10 * second);
    expect(sockets[1]?.texts.at(-1)).toEqual({ type: 'audio.position', position: 85 * second });
    expect(sockets[1]?.audioBytes).toBe(5 * second * 2);
  });

  it('waits longer each time, within its window, and gives up after it', async () => {
    const { session, sockets } = opened({ start: { resumable: true, resume_window: 10 }, random: () => 0 });
    sockets[0]?.drop(1006);
    const waits: number[] = [];
    for (let i = 1; i < 20 && session.state === 'reconnecting'; i++) {
      let waited = 0;
      while (sockets.length <= i && waited < 20_000) {
        vi.advanceTimersByTime(25);
        waited += 25;
      }
      waits.push(waited);
      sockets[i]?.drop(1006);
    }
    expect(waits).toEqual([125, 250, 500, 1000, 2000, 4000]);
    await expect(session.end()).rejects.toMatchObject({ code: 'connect_failed', retry: true });
  });

  it('finds out by itself that nobody hears it, and attaches again', () => {
    const { session, sockets } = opened({ ...resumable, silenceTimeoutMs: 2000 });
    for (let i = 0; i < 150 && session.state === 'open'; i++) {
      vi.advanceTimersByTime(20);
      session.sendAudio(new Int16Array(320));
    }
    expect(session.state).toBe('reconnecting');
    expect(sockets[0]?.closedWith).toBe(3000);
    sockets[0]?.say('notice', { code: 'late', message: '' });
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(0);
    expect(session.state).toBe('open');
  });

  it('fails when another connection has taken it over, and when the server no longer has it', async () => {
    const taken = opened();
    taken.sockets[0]?.sayRaw({ type: 'error', code: 'taken_over', message: 'Other.', retry: false });
    taken.sockets[0]?.drop(4506);
    await expect(taken.session.end()).rejects.toMatchObject({ code: 'taken_over', retry: false });
    const lost = opened();
    lost.sockets[0]?.drop(1006);
    vi.advanceTimersByTime(250);
    lost.sockets[1]?.open();
    lost.sockets[1]?.sayRaw({ type: 'error', code: 'session_not_found', message: 'Gone.', retry: false });
    await expect(lost.session.end()).rejects.toMatchObject({ code: 'connection_lost', retry: true });
  });

  it('attaches again a few times when its messages arrive broken, and gives up then', async () => {
    const { session, sockets } = opened();
    for (let i = 0; i < 5; i++) {
      sockets[i]?.sayRaw({ type: 'error', code: 'invalid_frame', message: 'Broken.', retry: false });
      sockets[i]?.drop(1002);
      expect(session.state).toBe('reconnecting');
      vi.advanceTimersByTime(250);
      sockets[i + 1]?.resume(0);
      expect(session.state).toBe('open');
    }
    sockets[5]?.sayRaw({ type: 'error', code: 'invalid_frame', message: 'Broken.', retry: false });
    sockets[5]?.drop(1002);
    await expect(session.end()).rejects.toMatchObject({ code: 'invalid_frame', retry: false });
  });

  it('sends a long backlog in messages that the server takes, from the position that it asks for', () => {
    const { session, sockets } = opened();
    for (let i = 0; i < 20; i++) session.sendAudio(new Int16Array(second));
    sockets[0]?.drop(1006);
    for (let i = 0; i < 34 * 50; i++) session.sendAudio(new Int16Array(320));
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(12.5 * second);
    const sent = (sockets[1]?.sent ?? []).slice(1);
    expect(sent[0]).toBe('{"type":"audio.position","position":200000}');
    expect(Math.max(...sent.map((data) => (typeof data === 'string' ? 0 : data.byteLength)))).toBeLessThanOrEqual(2 * second);
    expect(sockets[1]?.audioBytes).toBe((54 - 12.5) * second * 2);
  });

  it('does not count against its bound what has to be sent a second time', () => {
    const { session, sockets } = opened({ start: { resumable: true, resume_window: 20 }, random: () => 1 });
    for (let i = 0; i < 18; i++) session.sendAudio(new Int16Array(second));
    sockets[0]?.drop(1006);
    for (let i = 0; i < 10; i++) session.sendAudio(new Int16Array(second));
    vi.advanceTimersByTime(250);
    const socket = sockets[1] as FakeWebSocket;
    socket.bufferedAmount = 10 * second;
    socket.resume(0);
    for (let i = 0; i < 5; i++) session.sendAudio(new Int16Array(second));
    expect(session.state).toBe('open');
    socket.bufferedAmount = 0;
    vi.advanceTimersByTime(60);
    expect(socket.audioBytes).toBe(33 * second * 2);
    socket.bufferedAmount = 10 * second;
    session.sendAudio(new Int16Array(15 * second));
    expect(session.state).toBe('open');
    session.sendAudio(new Int16Array(1));
    expect(session.state).toBe('failed');
  });

  it('holds audio for as long as its window while it is away', () => {
    const { session, sockets } = opened({ start: { resumable: true, resume_window: 20 } });
    sockets[0]?.drop(1006);
    for (let i = 0; i < 20; i++) session.sendAudio(new Int16Array(second));
    expect(session.state).toBe('reconnecting');
    session.sendAudio(new Int16Array(second));
    expect(session.state).toBe('failed');
  });
});
