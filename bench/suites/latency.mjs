import { versus } from '../lib/charts.mjs';
import { cpuSeconds } from '../lib/child.mjs';
import { NODE_PEER, startNodePeer } from '../lib/node-peer.mjs';
import { startServer } from '../lib/parley.mjs';
import { speak } from '../lib/session.mjs';
import { readClips } from '../lib/speech.mjs';
import { median, percentile, spread } from '../lib/statistics.mjs';

const PAUSE_SECONDS = 1;
const NAMES = { parley: 'Parley', peer: NODE_PEER };

export async function run(options, say) {
  const clips = readClips(options.speech);
  const servers = {};
  try {
    servers.parley = await startServer(options);
    if (!options.noPeer) servers.peer = await startNodePeer(options.model);
    for (const server of Object.values(servers)) await listen(server, shortest(clips), options, false);
    const rounds = [];
    for (let round = 1, next = 0; round <= options.rounds; round++) {
      const measured = {};
      for (const [who, server] of Object.entries(servers)) {
        measured[who] = await listenToAll(server, clips, next, options);
        say(`round ${round}, ${NAMES[who]}: finals after ${list(measured[who].finals)} ms`);
      }
      next += measured.parley.clips;
      rounds.push(measured);
    }
    if (rounds.some((round) => Object.values(round).some(({ finals }) => finals.length === 0))) {
      throw new Error('Nobody said a whole utterance; let them speak for longer: --seconds');
    }
    return report(options, Object.keys(servers), rounds);
  } finally {
    for (const server of Object.values(servers)) await server.stop();
  }
}

const listen = (server, clip, { silenceMs }, paced) => speak(server.url, [clip], { silenceMs, pauseSeconds: PAUSE_SECONDS, paced });

/** One clip after another, from the one that is next, for at least so many seconds. */
async function listenToAll(server, clips, first, options) {
  const all = { finals: [], partials: [], lags: [], lengths: [], shown: 0, changed: 0, latestFrame: 0, clips: 0 };
  const before = cpuSeconds(server.pid);
  let spoken = 0;
  for (; spoken < options.seconds; all.clips++) {
    const clip = clips[(first + all.clips) % clips.length];
    const heard = await listen(server, clip, options, true);
    all.finals.push(...heard.finals);
    for (const field of ['partials', 'lags', 'lengths']) all[field].push(...heard[field]);
    all.shown += heard.shown;
    all.changed += heard.changed;
    all.latestFrame = Math.max(all.latestFrame, heard.latestFrame);
    spoken += clip.seconds + PAUSE_SECONDS;
  }
  return { ...all, cpu: (cpuSeconds(server.pid) - before) / spoken };
}

const shortest = (clips) => clips.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
const list = (samples) => samples.map((sample) => sample.toFixed(0)).join(', ') || '–';

function report(options, whos, rounds) {
  const all = (who, field) => rounds.flatMap((round) => round[who][field]);
  const share = (who) => {
    const sum = (field) => all(who, field).reduce((total, each) => total + each, 0);
    return sum('shown') > 0 ? (100 * sum('changed')) / sum('shown') : null;
  };
  const row = (label, samples) => ({
    '': label, samples: samples.length, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'most, ms': percentile(samples, 1),
  });
  const ratio = (field) => spread(rounds.map((round) => median(round.parley[field]) / median(round.peer[field])));
  const partials = rounds.every((round) => whos.every((who) => round[who].partials.length > 0));
  const mean = (samples) => (samples.length > 0 ? samples.reduce((sum, each) => sum + each, 0) / samples.length : null);
  const ratios = options.noPeer ? {} : { finals: ratio('finals'), ...(partials ? { partials: ratio('partials') } : {}) };
  const labels = { finals: 'speech end to final', partials: 'speech start to first partial', lags: 'word spoken to shown to stay' };
  const chart = (field) => versus(field, `${labels[field]}: the rounds' P50`, 'ms',
    Object.fromEntries(whos.map((who) => [NAMES[who], rounds.map((round) => median(round[who][field]))])));
  return {
    rows: whos.flatMap((who) => Object.entries(labels).map(([field, label]) => row(`${label}, ${NAMES[who]}`, all(who, field)))),
    notes: [
      `${options.silenceMs} ms silence, ${options.model}; ${options.rounds} rounds of at least ${options.seconds} s of speech, one clip after another, after one to warm up.`,
      ...Object.entries(ratios).map(([field, { median: middle, least, most }]) =>
        `${labels[field]}, P50, Parley / Node, round by round: median ${middle.toFixed(2)}, ${least.toFixed(2)} to ${most.toFixed(2)}.`),
      ...whos.map((who) => `${NAMES[who]}: ${share(who)?.toFixed(1) ?? '–'} % of the words that were shown were changed afterwards; ${mean(all(who, 'lengths'))?.toFixed(1) ?? '–'} words a partial; ${median(all(who, 'cpu')).toFixed(2)} cores.`),
      `The latest frame left ${Math.max(...whos.flatMap((who) => all(who, 'latestFrame'))).toFixed(0)} ms late.`,
    ],
    finals: all('parley', 'finals'), partials: all('parley', 'partials'), unstablePercent: share('parley'), lags: all('parley', 'lags'),
    wordsPerPartial: mean(all('parley', 'lengths')), rounds, ratios,
    charts: [chart('finals'), ...(partials ? [chart('partials')] : [])],
  };
}
