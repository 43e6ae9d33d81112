// One raw connection: writes what it is given, half closes, and waits for the server to let go.
import { connect } from 'node:net';

const PATIENCE_MS = 15_000;

/**
 * @param end 'half' closes this side and waits for the other; 'torn' tears the connection off.
 * @returns {{text: string, slow: number}} what the server said, and how long after the last word of this side it let go, in ms.
 */
export function talk(port, parts, { end = 'half', until, opening } = {}) {
  return new Promise((resolve) => {
    const said = [];
    let finished = 0;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const limit = setTimeout(() => socket.destroy(), PATIENCE_MS);
    const over = () => {
      clearTimeout(limit);
      socket.destroy();
      resolve({ text: Buffer.concat(said).toString('latin1'), slow: finished ? performance.now() - finished : 0 });
    };
    const speak = () => {
      for (const part of parts) socket.write(part);
      if (end === 'torn') {
        socket.write('', () => setTimeout(over, 5));
      } else {
        socket.end(() => { finished = performance.now(); });
      }
    };
    socket.setNoDelay(true);
    socket.on('error', over);
    socket.once('connect', () => { if (opening) socket.write(opening); else speak(); });
    socket.on('data', (data) => {
      said.push(data);
      if (opening && String(said[0]).includes('\r\n\r\n')) { opening = undefined; speak(); }
    });
    socket.once('end', () => { if (opening) speak(); over(); });
  });
}

/** A frame as a client sends it. */
export function frame(payload, opcode, chance, { fin = true } = {}) {
  const body = Buffer.from(payload);
  const mask = chance.bytes(4);
  const head = [(fin ? 0x80 : 0) | opcode];
  if (body.length < 126) head.push(0x80 | body.length);
  else if (body.length < 65_536) head.push(0x80 | 126, body.length >> 8, body.length & 255);
  else head.push(0x80 | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (body.length >>> shift) & 255));
  for (let i = 0; i < body.length; i++) body[i] ^= mask[i & 3];
  return Buffer.concat([Buffer.from(head), mask, body]);
}

export const upgrade = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
  + 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
