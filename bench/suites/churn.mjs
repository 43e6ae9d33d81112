import { setTimeout as rest } from 'node:timers/promises';
import { holdings } from '../lib/child.mjs';
import { startServer } from '../lib/parley.mjs';
import { endSession, openSession, within } from '../lib/session.mjs';
import { readClips, RATE } from '../lib/speech.mjs';

const SPOKEN_SECONDS = 0.5;
const CHUNK = 2 * RATE / 10;

export async function run(options, say) {
  const [clip] = readClips(options.speech);
  const audio = clip.audio.subarray(0, 2 * SPOKEN_SECONDS * RATE);
  const server = await startServer(options);
  try {
    const read = async (name) => {
      await rest(options.settle * 1000);
      const held = holdings(server.pid);
      say(`${name}: ${held.megabytes.toFixed(1)} MB, ${held.descriptors} descriptors, ${held.threads} threads`);
      return held;
    };
    await read('started');
    await cycles(server.url, audio, options);
    const before = await read('after the warm-up');
    await cycles(server.url, audio, options);
    const after = await read('afterwards');
    return report(options, before, after);
  } finally {
    await server.stop();
  }
}

async function cycles(url, audio, { cycles: count, at }) {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(at, count) }, async () => {
    while (next < count) await cycle(url, audio, next++ % 3);
  }));
}

/** One connection. Its end, by turns: torn off, session.end and the server's close, a close of the client's. */
async function cycle(url, audio, manner) {
  const session = await openSession(url);
  for (let place = 0; place < audio.length; place += CHUNK) session.socket.send(audio.subarray(place, place + CHUNK));
  if (manner === 1) return endSession(session);
  // The audio has to leave this process first, or the server would see no more than a start.
  await within(new Promise((resolve) => { session.socket.ping('', undefined, resolve); }), 'take the audio');
  if (manner === 0) session.socket.terminate();
  else session.socket.close(1000);
  await within(session.closed, 'close a connection');
  if (session.failure) throw session.failure;
}

function report(options, before, after) {
  const growth = after.megabytes - before.megabytes;
  const row = (label, { megabytes, descriptors, threads }) => ({ '': label, 'RSS, MB': megabytes, descriptors, threads });
  return {
    rows: [row('after the warm-up', before), row('after the cycles', after), {
      '': 'growth', 'RSS, MB': growth, descriptors: after.descriptors - before.descriptors, threads: after.threads - before.threads,
    }],
    notes: [`${options.cycles} cycles after ${options.cycles} to warm up, ${options.at} at once; read after ${options.settle} s of rest.`],
    before, after, growthMegabytes: growth,
  };
}
