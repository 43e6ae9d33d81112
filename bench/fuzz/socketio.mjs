// Socket.IO over WebSocket and over polling: events that are nearly right, and as the last word a packet that is not.
import { twistBytes, twistJson } from './mutate.mjs';
import { talkUpgraded } from './upgraded.mjs';
import { frame, talk } from './wire.mjs';

const EVENTS = [
  ['session.start', { language: 'en', input: { rate: 16000 } }], ['session.resume', { session_id: 's_AAAA', after: 0 }], ['session.follow', { session_id: 's_AAAA' }],
  ['audio.position', { position: 0 }], ['audio.flush'], ['session.end'], ['start', { language: 'en' }], ['stop'], ['set_language', { language: 'en' }],
  ['audio_stream', { audio: 'AAAA' }],
];

export async function converse(server, chance, most) {
  const count = Math.min(most, 10 + chance.below(50));
  const packets = ['40'];
  while (packets.length < count - 1) packets.push(packet(chance));
  if (packets.length < count) packets.push(last(chance));
  if (chance.once(10)) return poll(server, chance, packets);
  const frames = packets.flatMap((each) => (Array.isArray(each) ? [frame(each[0], 1, chance), frame(each[1], 2, chance)] : [frame(each, 1, chance)]));
  const { text, slow } = await talkUpgraded(server.http, '/socket.io/?EIO=4&transport=websocket', frames, chance, chance.once(8) ? 'torn' : 'half');
  return { frames: frames.length, answered: /\r\n\r\n./s.test(text), slow, failures: failures(text) };
}

function packet(chance) {
  const event = chance.of(EVENTS);
  const id = chance.once(2) ? chance.below(1000) : '';
  if (chance.once(8)) return [`451-${id}["audio",{"_placeholder":true,"num":0}]`, chance.bytes(2 * chance.below(800))];
  const twisted = twistJson(event, chance);
  return `42${id}${JSON.stringify(Array.isArray(twisted) && typeof twisted[0] === 'string' ? twisted : event)}`;
}

function last(chance) {
  return chance.once(3) ? chance.bytes(chance.below(200)).toString('latin1') : twistBytes(String(packet(chance)), chance).toString('latin1');
}

/** A handshake, a POST with all packets, and a GET for what came of them. */
async function poll(server, chance, packets) {
  const path = '/socket.io/?EIO=4&transport=polling';
  const hello = await talk(server.http, [`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`]);
  const sid = /"sid":"([^"]+)"/.exec(hello.text)?.[1] ?? 'none';
  const body = Buffer.from(packets.map((each) => (Array.isArray(each) ? `${each[0]}\u001eb${each[1].toString('base64')}` : each)).join('\u001e'));
  const post = `POST ${path}&sid=${sid} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  const answer = await talk(server.http, [post, body]);
  return { frames: packets.length, answered: answer.text !== '', slow: Math.max(hello.slow, answer.slow), failures: failures(hello.text) + failures(answer.text) };
}

const failures = (text) => (text.match(/"code":"internal_error"|HTTP\/1\.1 5\d\d/g) ?? []).length;
