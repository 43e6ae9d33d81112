// What breaks a connection below what is spoken on it: TLS that is cut short, changed, or none at all.
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { twistBytes } from './mutate.mjs';
import { talk } from './wire.mjs';

/** How long the server waits for a handshake to go on. */
const HANDSHAKE_MS = 10_000;
const PATIENCE_MS = 15_000;
const PAUSE_MS = 20;

// Two are the handshake's, then comes what is asked.
const WRITES = 4;
const REQUEST = Buffer.from('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00', 'latin1');

/** One connection; counts as one frame. Few of them are answered. */
export async function converse(server, chance) {
  const { slow } = await oneOf(server.http, chance);
  return { frames: 1, slow, failures: 0 };
}

function oneOf(address, chance) {
  switch (chance.below(6)) {
    case 0: return talk({ port: address.port }, [chance.once(2) ? chance.of([REQUEST, PREFACE]) : twistBytes(REQUEST, chance)]);
    case 1: return talk({ port: address.port }, [record(chance)], { end: chance.once(3) ? 'torn' : 'half' });
    // Something else than was agreed upon.
    case 2: return talk(address, [chance.of([REQUEST, PREFACE, chance.bytes(100)])], { alpn: chance.of(['h2', 'http/1.1', 'h3', 'parley']) });
    default: return disturb(address.port, chance);
  }
}

/** Chance, most often with the head of a record before it; what that says of its length may be true. */
function record(chance) {
  const bytes = chance.bytes(chance.below(600));
  if (chance.once(4)) return bytes;
  const length = chance.once(2) ? bytes.length : chance.below(65_536);
  return Buffer.concat([Buffer.from([chance.of([20, 21, 22, 23, 24, 255]), 3, chance.of([0, 1, 3, 4]), length >> 8, length & 255]), bytes]);
}

/** A client of TLS whose bytes arrive as they left it until, at one of its writes, they do not. */
export function disturb(port, chance) {
  const at = chance.below(WRITES);
  const end = at < 2 && chance.once(40) ? 'left' : chance.of(['half', 'half', 'pause', 'torn']);
  const change = end === 'left' ? midst : chance.of([cut, cut, twistBytes, doubled, lied, any]);
  return new Promise((resolve) => {
    let [finished, writes, changed] = [0, 0, false];
    const raw = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const limit = setTimeout(() => raw.destroy(), PATIENCE_MS);
    const leave = () => {
      if (end === 'torn') raw.destroy();
      else if (end === 'left') finished = performance.now() + HANDSHAKE_MS;
      else setTimeout(() => raw.end(() => { finished = performance.now(); }), end === 'pause' ? PAUSE_MS : 0);
    };
    const between = new Duplex({
      read() {},
      write(bytes, _, done) {
        if (changed) return done();
        changed = writes++ === at;
        raw.write(changed ? change(bytes, chance) : bytes, () => { if (changed) leave(); });
        done();
      },
    });
    const client = connectSecurely({ socket: between, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], maxVersion: chance.of(['TLSv1.2', 'TLSv1.3']) });
    client.on('error', () => {});
    client.once('secureConnect', () => client.write(REQUEST));
    client.on('data', () => client.write(REQUEST));
    raw.on('data', (bytes) => between.push(bytes));
    raw.on('error', () => {});
    raw.once('end', () => raw.destroy());
    raw.once('close', () => {
      clearTimeout(limit);
      client.destroy();
      resolve({ slow: finished ? Math.max(0, performance.now() - finished) : 0 });
    });
  });
}

const cut = (bytes, chance) => bytes.subarray(0, chance.below(bytes.length));
// Whoever says nothing more has to be in the midst of the handshake, for a whole one may wait for longer: the least last word of it has 64 bytes.
const midst = (bytes, chance) => bytes.subarray(0, chance.below(Math.min(bytes.length, 64)));
const doubled = (bytes) => Buffer.concat([bytes, bytes]);
const any = (bytes, chance) => chance.bytes(bytes.length);

/** A record that says it is longer, or shorter, than it is. */
function lied(bytes, chance) {
  const other = Buffer.from(bytes);
  if (other.length >= 5) other.writeUInt16BE(chance.below(65_536), 3);
  return other;
}
