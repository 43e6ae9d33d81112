// Sessions over HTTP with their event streams, and recordings: requests that are nearly right, one after the other on a connection,
// and as the last one of some a request that HTTP itself does not allow.
import { exchange, openHttp2 } from './http2.mjs';
import { twistBytes, twistJson } from './mutate.mjs';
import { talk } from './wire.mjs';

const OPTIONS = { language: 'en', input: { encoding: 's16le', rate: 16000 }, resume_window: 1, metadata: { a: 'b' } };
// Refusals that say when to come back are answers, not failures; and 505 is the answer to a changed HTTP version.
const EXPLAINED = /too_many_sessions|over_capacity|starting|shutting_down/;

export function converse(server, chance, most) {
  const count = Math.min(most, 10 + chance.below(30));
  return server.http.secure && chance.once(3) ? together(server, chance, count) : inTurn(server, chance, count);
}

async function inTurn(server, chance, count) {
  const requests = [];
  while (requests.length < count - 1) requests.push(raw(request(chance, server)));
  const torn = chance.once(3);
  const events = raw({ method: 'GET', ...follow(chance, server) });
  if (requests.length < count) requests.push(torn ? events : twistBytes(raw(request(chance, server)), chance));
  const { text, slow } = await talk(server.http, [Buffer.concat(requests)], { end: torn ? 'torn' : 'half' });
  remember(server, chance, text);
  const failures = text.split(/(?=HTTP\/1\.1 \d)/).filter((answer) => /^HTTP\/1\.1 5(?!05)/.test(answer) && !EXPLAINED.test(answer));
  return { frames: requests.length, answered: text !== '', slow, failures: failures.length, said: failures[0]?.slice(0, 600) };
}

/** The same over HTTP/2: all of a connection's requests at once, some of them given up. */
async function together(server, chance, count) {
  const session = openHttp2(server.http);
  const answers = await Promise.all(Array.from({ length: count }, async () => {
    const listening = chance.once(20);
    const { method, path, type, bytes = Buffer.alloc(0), last } = listening ? { method: 'GET', ...follow(chance, server) } : request(chance, server);
    const headers = { ':method': method, ':path': path, ...(type ? { 'content-type': type } : {}), ...(last === undefined ? {} : { 'last-event-id': last }) };
    const cut = chance.below(bytes.length + 1);
    // An event stream has no end of its own.
    return exchange(session, headers, [bytes.subarray(0, cut), bytes.subarray(cut)], { cancel: listening || chance.once(15) ? chance.below(6) : null, keep: 1000 });
  }));
  session.destroy();
  const failures = answers.filter(({ heads, text }) => heads[0]?.[':status'] >= 500 && !EXPLAINED.test(text));
  remember(server, chance, answers.map(({ text }) => text).join('\n'));
  return {
    frames: count, answered: answers.some(({ heads }) => heads.length > 0), slow: Math.max(...answers.map(({ slow }) => slow)), failures: failures.length,
    said: failures[0] && `${JSON.stringify(failures[0].heads[0])} ${failures[0].text.slice(0, 600)}`,
  };
}

function remember(server, chance, text) {
  for (const [, id] of text.matchAll(/"session_id":"(s_[^"]+)"/g)) server.sessions[chance.below(16)] = id;
}

function request(chance, server) {
  const id = name(chance, server);
  switch (chance.below(12)) {
    case 0: return json('POST', '/v1/sessions', chance.once(20) ? OPTIONS : twistJson(OPTIONS, chance));
    case 1: return body('POST', '/v1/sessions', twistBytes(JSON.stringify(OPTIONS), chance), 'application/json');
    case 2: case 3: case 4:
      return body('POST', `/v1/sessions/${id}/audio${chance.once(2) ? `?position=${number(chance)}` : ''}`, chance.bytes(chance.below(1000)), 'application/octet-stream', chance.once(3));
    case 5: return body('POST', `/v1/sessions/${id}/flush`, Buffer.alloc(0), 'text/plain');
    case 6: return bare('GET', `/v1/sessions/${id}`);
    case 7: return bare('DELETE', `/v1/sessions/${id}`);
    case 8: return bare('GET', `/v1/models${chance.once(2) ? `/${encodeURIComponent(String(number(chance)))}` : ''}`);
    case 9: return bare(chance.of(['GET', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'POST']), chance.of(['/v1/sessions', '/', '/v1/audio/transcriptions', '/metrics', '/socket.io/', '/%00', '/v1/sessions/%2e%2e/x']));
    case 10: return upload(chance);
    default: return bare('GET', `/v1/sessions/${encodeURIComponent(chance.bytes(chance.below(30)).toString('latin1'))}/events?after=${number(chance)}`);
  }
}

const number = (chance) => chance.of([0, 1, -1, 5, '', 'x', '1e3', 99999999999999999999n, '%00', 9007199254740993n, ' 1']).toString().replace(' ', '%20');
const name = (chance, server) => chance.of([...server.sessions, 's_AAAAAAAAAAAAAAAAAAAAAA', 'x', '%20']);
const bare = (method, path) => ({ method, path, bytes: Buffer.alloc(0) });
const body = (method, path, bytes, type, chunked = false) => ({ method, path, bytes, type, chunked });
const json = (method, path, value) => body(method, path, Buffer.from(JSON.stringify(value)), 'application/json');
const follow = (chance, server) => ({ path: `/v1/sessions/${name(chance, server)}/events?after=${number(chance)}`, last: number(chance) });

/** As HTTP/1.1 has it. */
function raw({ method, path, bytes, type, chunked, last }) {
  const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${type ? `Content-Type: ${type}\r\n` : ''}${last === undefined ? '' : `Last-Event-ID: ${last}\r\n`}`;
  if (!bytes) return Buffer.from(`${head}\r\n`);
  return chunked && bytes.length > 0
    ? Buffer.concat([Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')])
    : Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

/** A tenth of a second of silence as WAV in a form, with bytes of either changed. */
function upload(chance) {
  const wav = Buffer.alloc(44 + 3200);
  wav.write('RIFF', 0); wav.writeUInt32LE(36 + 3200, 4); wav.write('WAVEfmt ', 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16000, 24); wav.writeUInt32LE(32000, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write('data', 36); wav.writeUInt32LE(3200, 40);
  const file = chance.once(2) ? Buffer.concat([wav.subarray(0, 4), twistBytes(wav.subarray(4, 60), chance), wav.subarray(60)]) : wav;
  const field = (name, value) => `--edge\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${value}\r\n`;
  const form = Buffer.concat([
    Buffer.from(field('model', chance.of(['whisper-1', 'x', ''])) + field('response_format', chance.of(['json', 'srt', 'verbose_json', 'xml']))
      + '--edge\r\nContent-Disposition: form-data; name=file; filename=a.wav\r\n\r\n'), file, Buffer.from('\r\n--edge--\r\n'),
  ]);
  return body('POST', '/v1/audio/transcriptions', chance.once(3) ? twistBytes(form, chance) : form, 'multipart/form-data; boundary=edge');
}
