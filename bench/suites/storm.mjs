// A server with many silent sessions, whose engine has as much to do as it can: all connections break at once and come back
// at once, while others ask for new sessions. Who comes back is never refused; who is new is told at once.
import { setTimeout as rest } from 'node:timers/promises';
import { allowDescriptors, SPARE_DESCRIPTORS } from '../lib/descriptors.mjs';
import { startServer } from '../lib/parley.mjs';
import { speak } from '../lib/session.mjs';
import { readClips } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { Absentee } from '../storm/absentee.mjs';
import { ask } from '../storm/newcomers.mjs';

const AT_ONCE = 64;
const MOST_SPEAKERS = 200;
const NEXT_SPEAKER_MS = 400;
const CALM_MS = 5000;
const TALK_CLIPS = 60;
const PAUSE_SECONDS = 0.5;
// Less than a server would wait: so that fewer speakers fill the engine.
const FINAL_WAIT_MS = 100;

export async function run(options, say) {
  allowDescriptors(2 * options.sessions, '--sessions');
  const server = await startServer({
    ...options,
    set: [`Limits:MaxConnections=${2 * options.sessions + SPARE_DESCRIPTORS}`, `Limits:MaxSessions=${options.sessions + SPARE_DESCRIPTORS}`,
      'Limits:IdleSeconds=3600', `Engine:FinalWaitMs=${FINAL_WAIT_MS}`, ...options.set],
  });
  try {
    const absentees = Array.from({ length: options.sessions }, () => new Absentee(server.url));
    await inTurn(absentees, (absentee) => absentee.start());
    say(`${absentees.length} silent sessions stand`);
    const crowd = new Speakers(server.url, readClips(options.speech), options.silenceMs);
    await crowd.fill();
    say(`${crowd.count} speakers fill the engine`);

    const begun = performance.now();
    const calm = await ask(server.url, () => performance.now() - begun > CALM_MS);
    const storms = [];
    for (let round = 1; round <= options.rounds; round++) {
      storms.push(await storm(server.url, absentees));
      say(`storm ${round} of ${options.rounds}: settled after ${(storms.at(-1).settled / 1000).toFixed(1)} s`);
    }
    crowd.leave();
    for (const absentee of absentees) absentee.close();
    return report(options, { absentees, storms, calm, speakers: crowd.count });
  } finally {
    await server.stop();
  }
}

async function storm(url, absentees) {
  let settled = false;
  const begun = performance.now();
  for (const absentee of absentees) absentee.cut();
  const asking = ask(url, () => settled);
  const times = await Promise.all(absentees.map((absentee) => absentee.comeBack()));
  const took = performance.now() - begun;
  settled = true;
  return { settled: took, times, asked: await asking };
}

/** Speakers that talk without an end, as many as are let in. */
class Speakers {
  count = 0;
  #url;
  #clips;
  #silenceMs;
  #over = false;

  constructor(url, clips, silenceMs) { [this.#url, this.#clips, this.#silenceMs] = [url, clips, silenceMs]; }

  async fill() {
    let full = false;
    for (; !full && this.count < MOST_SPEAKERS; this.count += full ? 0 : 1) {
      this.#talk(this.count).catch((error) => {
        if (/over_capacity/.test(error.message)) full = true;
        else if (!this.#over) this.failure ??= error;
      });
      await rest(NEXT_SPEAKER_MS);
    }
    if (!full) throw new Error(`${MOST_SPEAKERS} speakers do not fill the engine of this machine: --set Engine:Workers=1`);
  }

  /** They end with the server. */
  leave() {
    this.#over = true;
    if (this.failure) throw this.failure;
  }

  #talk(place) {
    const clips = Array.from({ length: TALK_CLIPS }, (_, next) => this.#clips[(place + next) % this.#clips.length]);
    return speak(this.#url, clips, { silenceMs: this.#silenceMs, pauseSeconds: PAUSE_SECONDS });
  }
}

async function inTurn(all, begin) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < all.length) await begin(all[next++]);
  }));
}

function report(options, { absentees, storms, calm, speakers }) {
  const times = storms.flatMap((each) => each.times);
  const refused = absentees.flatMap((absentee) => absentee.refused);
  const row = (what, count, samples, refusals) => ({
    '': what, asked: count, refused: refusals, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'last, ms': Math.max(...samples),
  });
  const stormy = (wire) => storms.flatMap((each) => each.asked[wire]);
  const admitted = calm.admitted + storms.reduce((sum, each) => sum + each.asked.admitted, 0);
  const wires = { webSocket: 'WebSocket', http: 'HTTP' };
  return {
    rows: [
      row('resumed', times.length, times.map((time) => time.back), refused.length),
      row('resumed, and a second of audio held', times.length, times.map((time) => time.held), refused.length),
      ...Object.entries(wires).map(([wire, name]) => row(`new, ${name}, before`, calm[wire].length, calm[wire], calm[wire].length)),
      ...Object.entries(wires).map(([wire, name]) => row(`new, ${name}, in the storm`, stormy(wire).length, stormy(wire), stormy(wire).length)),
    ].filter((each) => each.asked > 0),
    notes: [
      `${options.sessions} silent sessions lose their connections at once and come back at once, ${options.rounds} times, beside ${speakers} speakers that fill `
      + `the engine (Engine:FinalWaitMs=${FINAL_WAIT_MS}). All were back and heard ${storms.map((each) => `${(each.settled / 1000).toFixed(1)} s`).join(', ')} after the cut.`,
      `Connections that broke before a session was resumed: ${absentees.reduce((sum, absentee) => sum + absentee.failures, 0)}. `
      + `Resumes refused: ${refused.length === 0 ? 'none' : [...new Set(refused)].join(', ')}. New sessions that were let in: ${admitted}.`,
    ],
    refused, storms: storms.map((each) => ({ settled: each.settled, asked: each.asked, times: each.times })), calm, speakers,
  };
}
