// gRPC over HTTP/2: calls whose messages are nearly right, on connections that several share; now and then raw bytes.
import { exchange, openHttp2 } from './http2.mjs';
import { twistBytes } from './mutate.mjs';
import { talk } from './wire.mjs';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00', 'latin1');
const PATHS = ['/parley.v1.Speech/Stream', '/parley.v1.Speech/Stream', '/parley.v1.Speech/Recognize', '/parley.v1.Speech/Follow',
  '/google.cloud.speech.v1.Speech/Recognize', '/google.cloud.speech.v1.Speech/StreamingRecognize', '/grpc.health.v1.Health/Check',
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', '/parley.v1.Speech/None', '/x'];

const field = (number, type, bytes) => Buffer.concat([Buffer.from([(number << 3) | type]), bytes]);
const nested = (number, bytes) => field(number, 2, Buffer.concat([Buffer.from(bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7]), bytes]));
const text = (number, value) => nested(number, Buffer.from(value));
const start = nested(1, Buffer.concat([text(1, 'en')]));
const audio = (bytes) => nested(2, nested(1, bytes));

export async function converse(server, chance, most) {
  if (chance.once(50)) {
    const { text, slow } = await talk(server.grpc, [Buffer.concat([PREFACE, chance.once(2) ? chance.bytes(chance.below(300)) : twistBytes(PREFACE, chance)])], { alpn: 'h2' });
    return { frames: 1, answered: text !== '', slow, failures: 0 };
  }
  const session = openHttp2(server.grpc);
  const calls = Array.from({ length: Math.min(most, 20 + chance.below(40)) }, () => call(session, chance));
  const ended = await Promise.all(calls);
  session.destroy();
  const failures = ended.filter((each) => each.failure);
  return {
    frames: ended.reduce((sum, each) => sum + each.frames, 0), answered: ended.some((each) => each.answered), slow: Math.max(...ended.map((each) => each.slow)), failures: failures.length, said: failures[0]?.failure,
  };
}

async function call(session, chance) {
  const path = chance.of(PATHS);
  const frames = Array.from({ length: 1 + chance.below(path.endsWith('Stream') ? 12 : 2) }, (_, place) => message(chance, place));
  const headers = {
    ':method': 'POST', ':path': path, 'content-type': chance.once(30) ? 'text/plain' : 'application/grpc', te: 'trailers',
    ...(chance.once(10) ? { 'grpc-timeout': chance.of(['1n', '10S', 'x', '', '-1S', '99999999H', '5m']) } : {}),
    ...(chance.once(20) ? { 'grpc-encoding': chance.of(['gzip', 'identity', 'zip']) } : {}),
  };
  const { heads, slow } = await exchange(session, headers, frames, { cancel: chance.once(15) ? chance.below(6) : null });
  const failed = heads.find((head) => head['parley-error-code'] === 'internal_error' || head['grpc-status'] === '2' || head[':status'] >= 500);
  return { frames: frames.length, answered: heads.length > 0, failure: failed && `${path}: ${JSON.stringify(failed)}`, slow };
}

function message(chance, place) {
  const right = place === 0 ? start : chance.of([audio(Buffer.alloc(320)), audio(chance.bytes(2 * chance.below(300))), nested(3, Buffer.alloc(0)), start]);
  const bytes = chance.once(3) ? twistBytes(right, chance) : chance.once(20) ? chance.bytes(chance.below(100)) : right;
  const head = Buffer.alloc(5);
  head[0] = chance.once(40) ? chance.below(256) : 0;
  head.writeUInt32BE(chance.once(60) ? chance.below(2 ** 31) : bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
