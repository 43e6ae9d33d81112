// Frames that are nearly right, by the million: does the server crash, hang, or fail for a reason of its own?
import { randomInt } from 'node:crypto';
import { Chance } from '../fuzz/chance.mjs';
import { startServer } from '../lib/parley.mjs';

const PROTOCOLS = ['websocket', 'socketio', 'http', 'grpc'];
const AT_ONCE = 8;
const HANG_MS = 1000;
const WARM_UP = 20;
const TELL_EVERY_MS = 10_000;

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
    const { frames, connections, crashes, hangs, failures, slowest } = results[name];
    return { '': name, frames, connections, crashes, 'hangs over 1 s': hangs, 'unexplained failures': failures, 'slowest answer, ms': Math.round(slowest) };
  });
  return { rows, notes: [`Seed ${seed}. A hang: the server did not let go of a connection, or answer a call, within 1 s of its end.`], seed, results };
}

async function attack(name, seed, options, say) {
  const { converse } = await import(`../fuzz/${name}.mjs`);
  const server = await startServer(options);
  const target = { port: Number(new URL(server.url).port), grpc: server.grpc, sessions: [] };
  const total = { frames: 0, connections: 0, crashes: 0, hangs: 0, failures: 0, slowest: 0, said: [] };
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
        const { frames, slow, failures, said } = await converse(target, chance, options.frames - total.frames);
        total.frames += frames;
        total.connections++;
        total.failures += failures;
        total.slowest = Math.max(total.slowest, slow);
        if (slow > HANG_MS) total.hangs++;
        if (said && total.said.length < 20) total.said.push(said);
        if (performance.now() - told > TELL_EVERY_MS) {
          told = performance.now();
          say(`${name}: ${total.frames} frames, ${total.hangs} hangs, ${total.failures} failures`);
        }
      }
    }));
    total.crashes = crashed ? 1 : 0;
    if (!crashed) await alive(target);
  } finally {
    await server.stop();
  }
  say(`${name}: ${total.frames} frames over ${total.connections} connections: ${total.crashes} crashes, ${total.hangs} hangs, ${total.failures} failures`);
  for (const each of total.said) say(`  ${each.replaceAll('\r\n', ' | ')}`);
  return total;
}

/** A server that still takes connections has not only survived. */
async function alive({ port }) {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
  if (!answer.ok) throw new Error(`After all of it the server answered ${answer.status}.`);
}
