import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleySession, type StartOptions } from '../../../client/index.js';
import { type FakeWebSocket, fakeSockets } from './fake-web-socket.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a session that is translated', () => {
  function opened(start: StartOptions = {}): { session: ParleySession; sockets: FakeWebSocket[] } {
    const { webSocket, sockets } = fakeSockets();
    const session = new ParleySession({ url: 'http://host', webSocket, start, random: () => 1 });
    session.connect().catch(() => undefined);
    sockets[0]?.start();
    return { session, sockets };
  }

  it('asks for its languages and gives each translation to its listeners', () => {
    const translate = { targets: ['es'], calm: true, glossary: [{ term: 'fox', translation: 'zorro' }] };
    const { session, sockets } = opened({ translate });
    const told: string[] = [];
    session.on('translation.partial', ({ utterance, target, stable, tail }) => told.push(`${utterance} ${target} ${stable}|${tail}`));
    session.on('translation.final', ({ text, translator, scripted }) => told.push(`${text} ${translator} ${scripted}`));
    session.on('translation.failed', ({ code, message }) => told.push(`${code}: ${message}`));
    sockets[0]?.say('translation.partial', { utterance: 1, target: 'es', stable: 'la casa', tail: ' es' });
    sockets[0]?.say('translation.final', { utterance: 1, target: 'es', text: 'La casa.', translator: 'apertium', scripted: false });
    sockets[0]?.say('translation.failed', { utterance: 2, target: 'es', code: 'provider_failed', message: 'Down.' });
    expect(sockets[0]?.texts).toEqual([{ type: 'session.start', translate }]);
    expect(told).toEqual(['1 es la casa| es', 'La casa. apertium false', 'provider_failed: Down.']);
  });

  it('changes its languages between the audio before and after', () => {
    const { session, sockets } = opened();
    const updated = vi.fn();
    session.on('session.updated', ({ language, targets }) => updated(language, targets));
    session.sendAudio(Int16Array.of(1));
    session.update({ language: 'zh', translate: { targets: ['en'] } });
    session.sendAudio(Int16Array.of(2));
    sockets[0]?.say('session.updated', { language: 'zh', targets: ['en'] });
    expect(sockets[0]?.sent.slice(1).map((data) => (typeof data === 'string' ? JSON.parse(data) as unknown : [...new Int16Array(data)]))).toEqual([
      [1], { type: 'session.update', language: 'zh', translate: { targets: ['en'] } }, [2],
    ]);
    expect(updated).toHaveBeenCalledWith('zh', ['en']);
  });

  it('asks for a change again that a lost connection may have swallowed', () => {
    const { session, sockets } = opened({ resumable: true });
    session.sendAudio(new Int16Array(100));
    session.update({ translate: { targets: ['en'] } });
    sockets[0]?.drop(1006);
    vi.advanceTimersByTime(250);
    sockets[1]?.resume(100);
    expect(sockets[1]?.texts.slice(1)).toEqual([{ type: 'session.update', translate: { targets: ['en'] } }]);
  });

  it('asks for nothing once its end was asked for', () => {
    const { session, sockets } = opened();
    session.end().catch(() => undefined);
    session.update({ language: 'zh' });
    expect(sockets[0]?.texts.at(-1)).toEqual({ type: 'session.end' });
  });
});
