import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MicrophoneError, type MicrophoneOptions, type ReplyPlayerOptions } from '../../../client/index.js';
import { Conversation, type TalkState } from '../../../app/talk/conversation.js';
import { KeptTalk } from '../../../app/talk/kept-talk.js';
import { type FakeWebSocket, stubWebSockets } from '../../client/session/fake-web-socket.js';
import { memoryStorage } from '../memory-storage.js';

let microphone: MicrophoneOptions;
let player: ReplyPlayerOptions;
let played: string[];
let sockets: FakeWebSocket[];
let states: TalkState[];
let notices: string[];
let denied: boolean;
let troubles: string[];
let kept: KeptTalk;

vi.mock('../../../client/audio/microphone.js', () => ({
  Microphone: {
    open: (options: MicrophoneOptions) => {
      microphone = options;
      return denied ? Promise.reject(new MicrophoneError('denied', 'no')) : Promise.resolve({ rate: 16_000, label: 'test', close: () => undefined });
    },
  },
}));

vi.mock('../../../client/converse/reply-player.js', () => ({
  ReplyPlayer: {
    open: (options: ReplyPlayerOptions) => {
      player = options;
      const note = (what: string) => () => void played.push(what);
      return Promise.resolve({
        play: (reply: number, position: number, { length }: Int16Array) => void played.push(`play ${reply} ${position}${length === 2400 ? '' : ` +${length}`}`),
        finish: note('finish'),
        pause: note('pause'),
        resume: note('resume'),
        clear: note('clear'),
        close: () => undefined,
      });
    },
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  played = [];
  sockets = stubWebSockets();
  states = [];
  notices = [];
  denied = false;
  troubles = [];
  kept = new KeptTalk(memoryStorage());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function talk(pushToTalk = false): Promise<{ conversation: Conversation; socket: FakeWebSocket; over: Promise<unknown> }> {
  const { conversation, over } = begin(pushToTalk, true);
  await vi.advanceTimersByTimeAsync(0);
  const socket = sockets[0] as FakeWebSocket;
  socket.start();
  await vi.advanceTimersByTimeAsync(0);
  return { conversation, socket, over };
}

function begin(pushToTalk: boolean, withMicrophone: boolean): { conversation: Conversation; over: Promise<unknown> } {
  const conversation: Conversation = new Conversation({
    url: 'http://host/',
    captureUrl: 'capture.js',
    playbackUrl: 'playback.js',
    model: undefined,
    language: 'en',
    converse: { assistant: 'llama' },
    inputDevice: undefined,
    outputDevice: undefined,
    pushToTalk,
    kept,
    onChange: () => {
      if (states.at(-1) !== conversation.state) states.push(conversation.state);
    },
    onLevel: () => undefined,
    onMuted: () => undefined,
    onNotice: (code) => notices.push(code),
    onTrouble: ({ code }) => troubles.push(code),
  });
  return { conversation, over: conversation.run(withMicrophone).then(() => 'done', (error: unknown) => error) };
}

const reply = { reply: 1, assistant: 'llama', scripted: false, rate: 24_000 };

function speak(socket: FakeWebSocket): void {
  socket.say('reply.started', reply);
  socket.say('reply.text', { reply: 1, delta: 'Once there was a server.' });
  socket.say('reply.audio', { reply: 1, position: 0, rate: 24_000 });
  socket.sayBytes(new ArrayBuffer(4800));
  player.onPlayed(1, 100, false);
}

describe('a conversation', () => {
  it('goes from listening to thinking to speaking and back, and says how far the reply was played', async () => {
    const { conversation, socket, over } = await talk();
    expect(socket.texts[0]).toMatchObject({ type: 'session.start', converse: { assistant: 'llama', rate: 24_000 }, resumable: true });
    socket.say('speech.started', { utterance: 1, start: 0 });
    socket.say('speech.ended', { utterance: 1, end: 1, reason: 'silence' });
    speak(socket);
    socket.say('reply.ended', { reply: 1, reason: 'completed', played: 2400, text: 'Once there was a server.' });
    expect(conversation.state).toBe('speaking');
    player.onPlayed(1, 2400, true);
    expect(states).toEqual(['opening', 'connecting', 'listening', 'hearing', 'listening', 'thinking', 'speaking', 'listening']);
    expect(played).toEqual(['play 1 0', 'finish']);
    expect(socket.texts.slice(1)).toEqual([
      { type: 'reply.played', reply: 1, position: 100 },
      { type: 'reply.played', reply: 1, position: 2400 },
    ]);
    conversation.stop();
    socket.say('session.ended', { reason: 'completed' });
    expect(await over).toBe('done');
    expect(conversation.state).toBe('off');
  });

  it('that is interrupted by speaking is silent at once, also before it is known whether it was speech', async () => {
    const { socket } = await talk();
    speak(socket);
    socket.say('reply.paused', { reply: 1, position: 100 });
    socket.say('reply.resumed', { reply: 1, position: 100 });
    socket.say('reply.paused', { reply: 1, position: 200 });
    socket.say('reply.ended', { reply: 1, reason: 'interrupted', played: 200, text: 'Once' });
    expect(played).toEqual(['play 1 0', 'pause', 'resume', 'pause', 'clear']);
  });

  it('that is interrupted by the button plays nothing more of the reply, whatever still comes', async () => {
    const { conversation, socket } = await talk();
    speak(socket);
    conversation.interrupt();
    socket.say('reply.audio', { reply: 1, position: 2400, rate: 24_000 });
    socket.sayBytes(new ArrayBuffer(4800));
    expect(played).toEqual(['play 1 0', 'clear']);
    expect(socket.texts.at(-1)).toEqual({ type: 'reply.cancel', reply: 1 });
  });

  it('hears nothing while the button is up, and asks for the words when it was let go', async () => {
    const { conversation, socket } = await talk(true);
    expect(socket.texts[0]).toMatchObject({ endpointing: { manual: true } });
    microphone.onAudio(new Float32Array(320).fill(0.5));
    expect(new Int16Array(socket.sent.at(-1) as ArrayBuffer).every((sample) => sample === 0)).toBe(true);
    conversation.hold();
    expect(conversation.state).toBe('hearing');
    microphone.onAudio(new Float32Array(320).fill(0.5));
    expect(new Int16Array(socket.sent.at(-1) as ArrayBuffer).every((sample) => sample > 10_000)).toBe(true);
    conversation.release();
    await vi.advanceTimersByTimeAsync(250);
    expect(conversation.state).toBe('listening');
    expect(socket.texts.at(-1)).toEqual({ type: 'audio.flush' });
  });

  it('in writing needs no microphone, and stays alive', async () => {
    denied = true;
    const { conversation } = begin(false, false);
    conversation.say('Hello');
    await vi.advanceTimersByTimeAsync(0);
    const socket = sockets[0] as FakeWebSocket;
    socket.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(socket.texts.slice(1)).toEqual([{ type: 'message', text: 'Hello' }, { type: 'audio.flush' }]);
  });

  it('without the microphone that it needs says why, and is over', async () => {
    denied = true;
    const { conversation, over } = begin(false, true);
    expect(await over).toMatchObject({ problem: 'denied' });
    expect(conversation.state).toBe('off');
    expect(sockets).toEqual([]);
  });

  it('outlives a model that is down, and lets its apology be heard', async () => {
    const { conversation, socket } = await talk();
    socket.say('reply.started', reply);
    socket.say('notice', { code: 'assistant_failed', message: 'Down.' });
    socket.say('reply.ended', { reply: 1, reason: 'failed', played: 0, text: 'I am sorry.' });
    expect(notices).toEqual(['assistant_failed']);
    expect(played).toEqual(['finish']);
    expect(conversation.state).toBe('listening');
    expect(conversation.dialogue.turns).toMatchObject([{ state: 'failed', text: 'I am sorry.' }]);
  });

  it('goes on after the page was loaded anew: what was said is there again, and what was not heard of the reply is played', async () => {
    const first = await talk();
    speak(first.socket);
    player.onPlayed(1, 1000, false);
    played = [];

    const { conversation } = begin(false, kept.current?.withMicrophone === true);
    await vi.advanceTimersByTimeAsync(0);
    const socket = sockets[1] as FakeWebSocket;
    socket.open();
    expect(socket.texts[0]).toEqual({ type: 'session.resume', session_id: 's1', after: 0 });
    socket.sayRaw({ type: 'session.resumed', session_id: 's1', rate: 16_000, epoch: 2, received: 320, committed: 0, last: 6 });
    await vi.advanceTimersByTimeAsync(0);
    socket.say('session.started', { session_id: 's1', model: 'm', language: 'en', rate: 16_000 });
    socket.say('message', { text: 'Tell me a story.' });
    socket.say('error', { code: 'audio_gap', message: 'Long ago.' });
    socket.say('reply.started', reply);
    socket.say('reply.text', { reply: 1, delta: 'Once there was a server.' });
    socket.say('reply.audio', { reply: 1, position: 0, rate: 24_000 });
    socket.sayBytes(new ArrayBuffer(4800));
    socket.say('reply.audio', { reply: 1, position: 2400, rate: 24_000 });
    socket.sayBytes(new ArrayBuffer(4800));
    expect(played).toEqual(['play 1 1000 +1400', 'play 1 2400']);
    expect(troubles).toEqual([]);
    expect(conversation.dialogue.turns).toMatchObject([{ stable: 'Tell me a story.' }, { text: 'Once there was a server.', state: 'speaking' }]);
    microphone.onAudio(new Float32Array(320).fill(0.5));
    expect(socket.texts.at(-1)).toEqual({ type: 'audio.position', position: 320 });
    conversation.stop();
    socket.say('session.ended', { reason: 'completed' });
    await vi.advanceTimersByTimeAsync(0);
    expect(kept.current).toBeUndefined();
  });

  it('that the server no longer has is over, and is not asked for again', async () => {
    kept.keep({ id: 's9', withMicrophone: false, reply: 3, played: 100 });
    const { over } = begin(false, false);
    await vi.advanceTimersByTimeAsync(0);
    sockets[0]?.open();
    sockets[0]?.sayRaw({ type: 'error', code: 'session_not_found', message: 'Gone.', retry: false });
    expect(await over).toMatchObject({ code: 'session_not_found' });
    expect(kept.current).toBeUndefined();
  });

  it('given up while it connects is over without a word', async () => {
    const { conversation, over } = begin(false, true);
    await vi.advanceTimersByTimeAsync(0);
    conversation.stop();
    expect(await over).toMatchObject({ code: 'aborted' });
  });
});
