// A server with sessions stands still (SIGSTOP) and goes on much later (SIGCONT): nothing that it says then may count.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { Survivor } from '../lib/survivor.mjs';
import { compare, faultNote, sums } from './ledger.mjs';

const SILENT_MS = 1500;
const TALK_SECONDS = 3;
const SETTLE_MS = 30_000;

export async function freeze({ cluster, audio, session, calm, options, say }) {
  const survivors = Array.from({ length: options.speakers }, () => new Survivor(cluster.urls, audio, session, { silentMs: SILENT_MS }));
  const comebacks = [];
  const talking = survivors.map((survivor) => survivor.speak(options.pace));
  await until(() => survivors.every((survivor) => survivor.seconds > TALK_SECONDS));
  const readers = survivors.map(({ id }) => new Reader(cluster.urls[2], id));

  const frozenAt = performance.now();
  cluster.signal(0, 'SIGSTOP');
  for (const survivor of survivors) {
    survivor.onProgress = (what) => { if (what === 'back') comebacks.push(performance.now() - frozenAt); };
  }
  await rest(options.freeze * 1000);
  for (const reader of readers) reader.takenOver();
  const late = survivors.map((survivor) => survivor.late.length);
  cluster.signal(0, 'SIGCONT');
  say(`${comebacks.length} of ${survivors.length} sessions were taken over within ${options.freeze} s; the server goes on`);
  // Whoever found the others too slow may have come back to it meanwhile.
  await until(async () => survivors.some((survivor) => survivor.at === 0) || await cluster.metric(0, 'parley_sessions') === 0);
  await Promise.all(talking);
  await Promise.all(readers.map((reader) => reader.done));

  const compared = survivors.map((survivor) => compare(calm, survivor));
  const events = survivors.flatMap((survivor, place) => survivor.late.slice(late[place])).filter((event) => event.seq !== undefined);
  return {
    row: {
      'frozen, s': options.freeze, ...sums(compared), 'taken over': comebacks.length,
      'events of the old epoch accepted': readers.reduce((sum, reader) => sum + reader.old, 0),
      'finals said by the old': events.filter((event) => event.type === 'transcript.final').length,
      'writes refused': await cluster.metric(0, 'parley_fenced_total'), 'back, ms at most': Math.max(...comebacks),
    },
    notes: [`A client gives a server up that says nothing for ${SILENT_MS} ms, which is part of the time until it is back. Its old connections stayed `
      + `open: ${events.length} events came there when the server went on. Accepted: what a reader at the third server was given with a number of the old epoch.`,
    faultNote(compared)],
    compared, comebacks,
  };
}

/** Follows a session at another server, and counts events with numbers below those of the server that has taken it over. */
class Reader {
  old = 0;
  #seen = 0;
  #first = Infinity;
  #thawed = false;

  constructor(url, id) {
    this.done = new Promise((resolve, reject) => {
      const attach = () => {
        const socket = new WebSocket(`${url}/${id}?after=${this.#seen}`, { perMessageDeflate: false });
        socket.on('error', reject);
        socket.on('message', (data) => {
          const event = JSON.parse(data);
          if (event.seq === undefined) return;
          if (event.code === 'session_moved') this.#first = event.seq;
          if (event.seq < this.#first && this.#thawed) this.old++;
          this.#seen = event.seq;
          if (event.type === 'session.ended') {
            socket.removeAllListeners('close');
            resolve();
          }
        });
        socket.once('close', (code) => { if (code < 4500) attach(); else reject(new Error(`A reader was closed with ${code}.`)); });
      };
      attach();
    });
  }

  /** From now on nothing old may come. */
  takenOver() { this.#thawed = true; }
}

async function until(condition) {
  for (const begun = performance.now(); !(await condition()); await rest(50)) {
    if (performance.now() - begun > SETTLE_MS) throw new Error(`It did not come to pass within ${SETTLE_MS / 1000} s.`);
  }
}
