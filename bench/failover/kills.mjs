// kill -9 of a server that has sessions, at random moments; all of its sessions have to come back.
import { setTimeout as rest } from 'node:timers/promises';
import { RATE } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { Survivor } from '../lib/survivor.mjs';
import { compare, faultNote, sums } from './ledger.mjs';

const CALM_MS = [300, 1500];
/** Whoever has so little left to say may end before the kill is noticed. */
const LAST_SECONDS = 1;
const WATCH_MS = 5;

export async function kills({ cluster, audio, session, calm, options, say }) {
  const speakers = new Set();
  const compared = [];
  const comebacks = [];
  let done = 0;

  const talk = async (place) => {
    while (done < options.kills) {
      const survivor = new Survivor(cluster.urls, audio, session, { first: place });
      const speaker = { survivor, waiting: null };
      speakers.add(speaker);
      survivor.onProgress = (what) => progress(speaker, what);
      await survivor.speak(options.pace).finally(() => speakers.delete(speaker));
      compared.push(compare(calm, survivor));
    }
  };
  const progress = (speaker, what) => {
    const { waiting } = speaker;
    if (!waiting || (what === 'heard' && waiting.back === undefined)) return;
    waiting[what] ??= performance.now() - waiting.at;
    if (what === 'heard') {
      comebacks.push(waiting);
      speaker.waiting = null;
    }
  };

  const talking = Promise.all(Array.from({ length: options.speakers }, (_, place) => talk(place)));
  let failed = null;
  talking.catch((error) => { failed = error; });
  const until = async (condition) => { while (!failed && !condition()) await rest(WATCH_MS); };
  const able = () => [...speakers].filter(({ survivor }) => survivor.id && survivor.samples / RATE - survivor.seconds > LAST_SECONDS);
  while (done < options.kills && !failed) {
    await rest(CALM_MS[0] + Math.random() * (CALM_MS[1] - CALM_MS[0]));
    await until(() => able().length > 0);
    if (failed) break;
    const all = able();
    const victim = all[Math.floor(Math.random() * all.length)].survivor.at;
    for (const speaker of all) {
      if (speaker.survivor.at === victim) speaker.waiting = { at: performance.now(), seconds: speaker.survivor.seconds };
    }
    cluster.kill(victim);
    done++;
    await until(() => ![...speakers].some(({ waiting }) => waiting));
    // Not before they are back: a server that starts takes the processor of those that take over, which elsewhere it does not.
    await cluster.again(victim);
    if (done % 10 === 0 || done === options.kills) say(`${done} of ${options.kills} kills, ${comebacks.length} sessions came back`);
  }
  await talking;

  const of = (field) => comebacks.map((comeback) => comeback[field]);
  return {
    row: {
      kills: done, ...sums(compared), 'back P50, ms': percentile(of('back'), 0.5), 'back P99, ms': percentile(of('back'), 0.99),
      'receiving P50, ms': percentile(of('heard'), 0.5), 'receiving P99, ms': percentile(of('heard'), 0.99),
    },
    notes: [`kill -9 of a server with sessions, ${CALM_MS.join(' to ')} ms after the last one was there again; ${comebacks.length} times a session came back.`,
      faultNote(compared)],
    compared, comebacks,
  };
}
