// Frames that are nearly right, by the million: does the server crash, hang, or fail for a reason of its own?
import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Chance } from '../fuzz/chance.mjs';
import { converse as breakTls } from '../fuzz/tls.mjs';
import { startServer } from '../lib/parley.mjs';

const PROTOCOLS = ['websocket', 'socketio', 'http', 'grpc'];
const AT_ONCE = 8;
const HANG_MS = 1000;
const WARM_UP = 20;
/** Under TLS, one connection in so many breaks TLS itself. */
const BROKEN_EVERY = 6;
const TELL_EVERY_MS = 10_000;
const KEPT = 20;
const FAULT = /^\{"time":"[^"]*","level":"(error|critical)"/;

export async function run(options, say) {
  const chosen = options.protocol ? [options.protocol] : PROTOCOLS;
  for (const name of chosen) {
    if (!PROTOCOLS.includes(name)) throw new Error(`There is no protocol '${name}'; there are ${PROTOCOLS.join(', ')}.`);
  }
  const seed = options.seed ?? randomInt(2 ** 31);
  say(`seed ${seed}`);
  const results = {};
  for (const name of chosen) results[name] = await attack(name, seed, options, say);
  const rows = chosen.map((name) => {
    const { frames, connections, answered, crashes, hangs, failures, slowest } = results[name];
    return { '': name, frames, connections, 'of them answered': answered, crashes, 'hangs over 1 s': hangs, 'unexplained failures': failures, 'slowest answer, ms': Math.round(slowest) };
  });
  return { rows, notes: [`Seed ${seed}${options.tls ? ', over TLS' : ''}. A hang: the server did not let go of a connection, or answer a call, within 1 s of its end.`], seed, results };
}

async function attack(name, seed, options, say) {
  const { converse } = await import(`../fuzz/${name}.mjs`);
  const server = await startServer(options, 0, 'pipe');
  const port = Number(new URL(server.url).port);
  const target = options.tls
    ? { http: { port: server.https, secure: true }, grpc: { port: server.https, secure: true }, sessions: [] }
    : { http: { port }, grpc: { port: server.grpc }, sessions: [] };
  const total = { frames: 0, connections: 0, answered: 0, crashes: 0, hangs: 0, failures: 0, slowest: 0, said: [] };
  readFaults(server.log, total);
  let crashed = false;
  let told = performance.now();
  server.ended.then(() => { crashed = true; });
  try {
    // What is compiled on first use is no hang.
    const first = new Chance(seed);
    for (let turn = 0; turn < WARM_UP; turn++) await converse(target, first, options.frames);
    await Promise.all(Array.from({ length: AT_ONCE }, async (_, worker) => {
      const chance = new Chance(seed + worker * 0x9e3779b1 + PROTOCOLS.indexOf(name));
      while (total.frames < options.frames && !crashed) {
        const { frames, answered, slow, failures, said } = await (options.tls && chance.once(BROKEN_EVERY) ? breakTls : converse)(target, chance, options.frames - total.frames);
        total.frames += frames;
        total.connections++;
        if (answered) total.answered++;
        total.failures += failures;
        total.slowest = Math.max(total.slowest, slow);
        if (slow > HANG_MS) total.hangs++;
        if (said) keep(total, said);
        if (performance.now() - told > TELL_EVERY_MS) {
          told = performance.now();
          say(`${name}: ${total.frames} frames, ${total.hangs} hangs, ${total.failures} failures`);
        }
      }
    }));
    total.crashes = crashed ? 1 : 0;
    if (!crashed) await alive(port);
  } finally {
    await server.stop();
  }
  say(`${name}: ${total.frames} frames over ${total.connections} connections: ${total.crashes} crashes, ${total.hangs} hangs, ${total.failures} failures`);
  for (const each of total.said) say(`  ${each.replaceAll('\r\n', ' | ')}`);
  return total;
}

/** What a client cannot see: the server's log names a fault of its own. */
function readFaults(log, total) {
  createInterface({ input: log }).on('line', (line) => {
    if (!FAULT.test(line)) return;
    total.failures++;
    keep(total, line.slice(0, 2000));
  });
}

const keep = (total, said) => { if (total.said.length < KEPT) total.said.push(said); };

/** A server that still takes connections has not only survived. */
async function alive(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
  if (!answer.ok) throw new Error(`After all of it the server answered ${answer.status}.`);
}
