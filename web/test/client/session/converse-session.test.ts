import { expect, it } from 'vitest';
import { ParleySession, type ReplyAudio } from '../../../client/index.js';
import { fakeSockets } from './fake-web-socket.js';

it('a session tells the assistant what is written when it can, and what is about playing only now', async () => {
  const { webSocket, sockets } = fakeSockets();
  const session = new ParleySession({ url: 'http://host/', start: { converse: { voice: 'nova' } }, webSocket });
  const connected = session.connect();
  session.tell({ type: 'message', text: 'early' });
  session.tell({ type: 'reply.played', reply: 1, position: 5 });
  const [socket] = sockets;
  socket?.start();
  await connected;
  session.tell({ type: 'reply.cancel', reply: 1 });
  expect(socket?.texts).toEqual([
    { type: 'session.start', converse: { voice: 'nova' } },
    { type: 'message', text: 'early' },
    { type: 'reply.cancel', reply: 1 },
  ]);
  session.abort();
});

it('a session hands on the samples of a reply, once', async () => {
  const { webSocket, sockets } = fakeSockets();
  const session = new ParleySession({ url: 'http://host/', start: { converse: {} }, webSocket });
  const heard: ReplyAudio[] = [];
  session.on('reply.audio', (event) => heard.push(event));
  const connected = session.connect();
  const [socket] = sockets;
  socket?.start();
  await connected;
  socket?.say('reply.audio', { reply: 1, position: 0, rate: 24_000 });
  socket?.sayBytes(new Uint8Array([1, 0, 2, 0]).buffer);
  socket?.sayRaw({ seq: 2, type: 'reply.audio', reply: 1, position: 0, rate: 24_000 });
  socket?.sayBytes(new Uint8Array([1, 0, 2, 0]).buffer);
  expect(heard.map(({ samples }) => [...samples])).toEqual([[1, 2]]);
  session.abort();
});
