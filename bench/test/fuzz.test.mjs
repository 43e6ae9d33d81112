import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Chance } from '../fuzz/chance.mjs';
import { twistBytes, twistJson } from '../fuzz/mutate.mjs';
import { disturb } from '../fuzz/tls.mjs';
import { talk } from '../fuzz/wire.mjs';

const CLIENT_HELLO = 22;

/** A server that tells what came on a connection, once its client has said its last word. */
async function listen(answer = () => {}) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const heard = [];
    socket.on('error', () => {});
    socket.on('data', (data) => { heard.push(data); answer(socket, data); });
    socket.on('end', () => { server.emit('heard', Buffer.concat(heard)); socket.end('bye'); });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, heard: once(server, 'heard'), close: () => server.close() };
}

test('the same seed makes the same frames, and another makes others', () => {
  const frames = (seed) => {
    const chance = new Chance(seed);
    return Array.from({ length: 50 }, () => [JSON.stringify(twistJson({ type: 'session.start', input: { rate: 16000 } }, chance)), twistBytes('{"type":"audio.flush"}', chance).toString('hex')]);
  };
  assert.deepEqual(frames(7), frames(7));
  assert.notDeepEqual(frames(7), frames(8));
});

test('a connection is heard to the end of its answers before it half closes, and what comes after that as well', async () => {
  const server = await listen((socket, data) => socket.write(`you said ${data}, `));
  const { text, slow } = await talk({ port: server.port }, ['hello']);
  assert.equal(text, 'you said hello, bye');
  assert.ok(slow > 0);
  assert.equal(String((await server.heard)[0]), 'hello');
  server.close();
});

test('a handshake is cut short where it is meant to be, and says nothing more', async () => {
  const server = await listen();
  // The first of its writes, all but the last byte, and a half close: each of them chosen.
  const chosen = { below: (most) => (most === 4 ? 0 : most - 1), of: (list) => list[0], once: () => false };
  const { slow } = await disturb(server.port, chosen);
  const [heard] = await server.heard;
  assert.ok(slow >= 0);
  assert.equal(heard[0], CLIENT_HELLO);
  assert.equal(heard.length, 5 + heard.readUInt16BE(3) - 1);
  server.close();
});
