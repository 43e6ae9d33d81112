// Streams of HTTP/2: what a call says, and how long after its last word the server let go of it.
import { connect, constants } from 'node:http2';

const PATIENCE_MS = 15_000;

export function openHttp2({ port, secure }) {
  const session = connect(`${secure ? 'https' : 'http'}://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => {});
  return session;
}

/**
 * @param cancel how long after this side has said everything it gives the call up, ms; null: it does not
 * @param keep how much of the answer's body is kept, bytes
 * @returns {Promise<{heads: object[], text: string, slow: number}>} the heads and trailers of the answer, its body, and the wait in ms
 */
export function exchange(session, headers, parts, { cancel = null, keep = 0 } = {}) {
  return new Promise((resolve) => {
    const [heads, said] = [[], []];
    let [finished, kept] = [0, 0];
    // A connection that is gone takes no more calls.
    if (session.destroyed || session.closed) return resolve({ heads, text: '', slow: 0 });
    const stream = session.request(headers, { endStream: false });
    const limit = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), PATIENCE_MS);
    stream.on('response', (head) => heads.push(head));
    stream.on('trailers', (head) => heads.push(head));
    stream.on('error', () => {});
    stream.on('data', (data) => {
      if (kept >= keep) return;
      said.push(data);
      kept += data.length;
    });
    stream.once('close', () => {
      clearTimeout(limit);
      resolve({ heads, text: Buffer.concat(said).toString('latin1'), slow: finished ? performance.now() - finished : 0 });
    });
    for (const part of parts) stream.write(part);
    if (cancel === 0) stream.close(constants.NGHTTP2_CANCEL);
    else if (cancel !== null) stream.write('', () => setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), cancel));
    else stream.end(() => { finished = performance.now(); });
  });
}

/** Until the server has said what it can, for which it has to say that it takes WebSockets; or the connection is gone. */
const introduced = (session) => new Promise((resolve) => {
  session.once('remoteSettings', resolve);
  session.once('close', resolve);
});

/** Frames on a WebSocket that HTTP/2 carries (RFC 8441). */
export async function talkOverConnect(address, path, frames, { end = 'half' } = {}) {
  const session = openHttp2(address);
  await introduced(session);
  const headers = { ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'https', ':authority': 'localhost', ':path': path, 'sec-websocket-version': '13' };
  const { heads, text, slow } = await exchange(session, headers, frames, { cancel: end === 'torn' ? 5 : null, keep: 1 << 20 });
  session.destroy();
  return { text: `HTTP/1.1 ${heads[0]?.[':status'] ?? ''}\r\n\r\n${text}`, slow };
}
