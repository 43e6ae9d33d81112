// The client of the suite `http`, a process of its own: one order a line on standard input, one answer a line on standard output.
// {"request":{port, path, connections, count}} → {"answers":N, "bytes":N}
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { AnswerReader } from './answers.mjs';

/** Connections that stay open; each asks again when it has its answer. */
async function request({ port, path, connections, count }) {
  const asked = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const each = Math.ceil(count / connections);
  const bytes = await Promise.all(Array.from({ length: connections }, () => talk(port, asked, each)));
  return { answers: each * connections, bytes: bytes.reduce((sum, all) => sum + all, 0) };
}

function talk(port, asked, count) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const reader = new AnswerReader();
    let answers = 0;
    let bytes = 0;
    socket.on('connect', () => socket.write(asked));
    socket.on('data', (data) => {
      try {
        for (const { status, length } of reader.read(data)) {
          if (status !== 200) throw new Error(`The server answered ${status}.`);
          bytes += length;
          if (++answers === count) {
            resolve(bytes);
            socket.destroy();
          } else {
            socket.write(asked);
          }
        }
      } catch (error) {
        reject(error);
        socket.destroy();
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`The server closed a connection after ${answers} answers.`)));
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await request(JSON.parse(line).request))}\n`);
}
