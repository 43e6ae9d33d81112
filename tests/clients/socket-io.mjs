// The stock Socket.IO client for JavaScript.
import { readFile } from 'node:fs/promises';
import { io } from 'socket.io-client';
import { answer } from './call.mjs';

const chunk = 3200;
const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

/** Connects, collects what the server says, and disconnects at the end. */
async function connected(server, options, use) {
  const socket = io(server, { forceNew: true, reconnectionDelay: 50, ...options });
  const events = [];
  socket.onAny((name, value) => events.push({ name, value }));
  try {
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (failure) => reject(Object.assign(new Error(failure.message), { code: failure.data?.code })));
    });
    const result = await use(socket, events);
    return { ...result, events, transport: socket.io.engine?.transport.name };
  } finally {
    socket.disconnect();
  }
}

async function speak(socket, audio, from = 0, to = audio.length) {
  for (let at = from; at < to; at += chunk) {
    const reply = await socket.emitWithAck('audio', audio.subarray(at, Math.min(at + chunk, to)), { position: at / 2 });
    if (!reply.ok) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
  }
}

await answer({
  /** A session by one transport, or from polling to WebSocket. */
  session: ({ server, file, transports }) => connected(server, transports ? { transports } : {}, async (socket) => {
    const first = socket.io.engine.transport.name;
    const upgraded = transports ? null : new Promise((resolve) => {
      if (socket.io.engine.transport.name === 'websocket') resolve();
      else socket.io.engine.once('upgrade', resolve);
    });
    const started = await socket.emitWithAck('session.start', { language: 'en' });
    const audio = await readFile(file);
    await speak(socket, audio, 0, audio.length / 2 - (audio.length / 2) % 2);
    await upgraded;
    await speak(socket, audio, audio.length / 2 - (audio.length / 2) % 2);
    const ended = once(socket, 'session.ended');
    await socket.emitWithAck('session.end');
    await ended;
    return { first, started };
  }),

  /** As a simple page does. */
  page: ({ server, file, base64 }) => connected(server, {}, async (socket) => {
    const final = new Promise((resolve) => socket.on('recognition_result', (result) => result.is_final && resolve(result)));
    const audio = await readFile(file);
    socket.emit('start', { language: 'en' });
    for (let at = 0; at < audio.length; at += chunk) {
      const part = audio.subarray(at, at + chunk);
      socket.emit('audio_stream', { audio: base64 ? part.toString('base64') : part });
    }
    socket.emit('stop');
    return { final: await final };
  }),

  /** The connection breaks in the middle; the client reconnects by itself, and is recovered. */
  recovery: ({ server, file, transports, auth }) => {
    const asked = [];
    const given = (callback) => { asked.push(asked.length); callback(auth ?? {}); };
    return connected(server, { ...(transports ? { transports } : {}), auth: given }, async (socket, events) => {
      const before = socket.id;
      await socket.emitWithAck('session.start', { language: 'en' });
      const audio = await readFile(file);
      const half = audio.length / 2 - (audio.length / 2) % 2;
      await speak(socket, audio, 0, half);
      if (!events.some(({ name }) => name === 'speech.started')) await once(socket, 'speech.started');
      const back = once(socket, 'connect');
      socket.io.engine.close();
      await back;
      const recovered = socket.recovered;
      await speak(socket, audio, half);
      const ended = once(socket, 'session.ended');
      await socket.emitWithAck('session.end');
      await ended;
      return { recovered, same: socket.id === before, asked: asked.length };
    });
  },

  /** A speaker who has not finished when the server stops. */
  stopped: ({ server, file, transports }) => connected(server, { transports, reconnection: false }, async (socket) => {
    const gone = once(socket, 'disconnect');
    await socket.emitWithAck('session.start', { language: 'en' });
    const audio = await readFile(file);
    for (let at = 0; at < audio.length; at += chunk) socket.emit('audio', audio.subarray(at, at + chunk));
    return { reason: await gone };
  }),

  /** Somebody else's session, to its end. */
  follow: ({ server, session }) => connected(server, { transports: ['websocket'] }, async (socket) => {
    const ended = once(socket, 'session.ended');
    const followed = await socket.emitWithAck('session.follow', { session_id: session });
    await ended;
    return { followed };
  }),

  refused: ({ server, auth }) => connected(server, { auth, reconnection: false }, async () => ({})),

  async namespace({ server, name }) {
    return connected(`${server}${name}`, { reconnection: false }, async () => ({}));
  },
});
