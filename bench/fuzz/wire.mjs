// One raw connection: writes what it is given, hears the answers, half closes, and waits for the server to let go.
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

const PATIENCE_MS = 15_000;
// A server that sees the end of a connection need not hear what came before it: it gets the time to begin its answers, and to end them.
const BEGIN_MS = 200;
const QUIET_MS = 20;

/** Under TLS, whoever the server says it is: its certificate is one that it made for itself. */
const open = ({ port, secure }, alpn) => {
  const where = { port, host: '127.0.0.1', allowHalfOpen: true };
  return secure ? connectSecurely({ ...where, rejectUnauthorized: false, ALPNProtocols: [alpn] }) : connect(where);
};

/**
 * @param address {port, secure}: a port, and whether it speaks TLS
 * @param end 'half' closes this side once no more answers come, and waits for the other; 'torn' tears the connection off at once.
 * @param alpn what is to be spoken under TLS
 * @returns {{text: string, slow: number}} what the server said, and how long after the last word of this side it let go, in ms.
 */
export function talk(address, parts, { end = 'half', opening, alpn = 'http/1.1' } = {}) {
  return new Promise((resolve) => {
    const said = [];
    let finished = 0;
    let quiet;
    const socket = open(address, alpn);
    const limit = setTimeout(() => socket.destroy(), PATIENCE_MS);
    const over = () => {
      clearTimeout(limit);
      clearTimeout(quiet);
      socket.destroy();
      resolve({ text: Buffer.concat(said).toString('latin1'), slow: finished ? performance.now() - finished : 0 });
    };
    const speak = () => {
      for (const part of parts) socket.write(part);
      if (end === 'torn') {
        socket.write('', () => setTimeout(over, 5));
      } else {
        quiet = setTimeout(leave, BEGIN_MS);
      }
    };
    const leave = () => socket.end(() => { finished = performance.now(); });
    socket.setNoDelay(true);
    socket.on('error', over);
    socket.once('close', over);
    socket.once(address.secure ? 'secureConnect' : 'connect', () => { if (opening) socket.write(opening); else speak(); });
    socket.on('data', (data) => {
      said.push(data);
      if (quiet && !finished) {
        clearTimeout(quiet);
        quiet = setTimeout(leave, QUIET_MS);
      }
      if (opening && String(said[0]).includes('\r\n\r\n')) { opening = undefined; speak(); }
    });
    socket.once('end', over);
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
