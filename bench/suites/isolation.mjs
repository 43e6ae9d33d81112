import { setTimeout as rest } from 'node:timers/promises';
import { versus } from '../lib/charts.mjs';
import { cpuSeconds, peakMegabytes } from '../lib/child.mjs';
import { gather } from '../lib/crowd.mjs';
import { allowDescriptors, SPARE_DESCRIPTORS } from '../lib/descriptors.mjs';
import { startServer } from '../lib/parley.mjs';
import { speak } from '../lib/session.mjs';
import { readClips } from '../lib/speech.mjs';
import { percentile, spread } from '../lib/statistics.mjs';

const PAUSE_SECONDS = 0.8;
const STAGGER_MS = 370;
const WARM_UP_SECONDS = 5;

export async function run(options, say) {
  const clips = readClips(options.speech);
  allowDescriptors(options.connections, '--connections');
  const most = options.connections + SPARE_DESCRIPTORS;
  const server = await startServer({ ...options, set: [`Limits:MaxSessions=${most}`, `Limits:MaxConnections=${most}`, ...options.set] });
  try {
    await speak(server.url, turn(clips, 0, WARM_UP_SECONDS), { silenceMs: options.silenceMs, pauseSeconds: PAUSE_SECONDS, paced: false });
    const rounds = [];
    for (let round = 1; round <= options.rounds; round++) {
      const alone = await measured(server, clips, options);
      const crowd = await gather(server.url, options.connections);
      const amid = await measured(server, clips, options);
      amid.lost = await crowd.close();
      if (amid.lost > 0) throw new Error(`The server closed ${amid.lost} of ${options.connections} silent connections.`);
      say(`round ${round}: final P95 ${alone.p95.toFixed(0)} ms alone, ${amid.p95.toFixed(0)} ms amid ${options.connections}`);
      rounds.push({ alone, amid });
    }
    return report(options, rounds, peakMegabytes(server.pid));
  } finally {
    await server.stop();
  }
}

async function measured(server, clips, { speakers, seconds, silenceMs }) {
  const before = cpuSeconds(server.pid);
  const begun = performance.now();
  const heard = await Promise.all(Array.from({ length: speakers }, async (_, speaker) => {
    await rest(speaker * STAGGER_MS);
    return speak(server.url, turn(clips, speaker, seconds), { silenceMs, pauseSeconds: PAUSE_SECONDS });
  }));
  const finals = heard.flatMap((each) => each.finals);
  if (finals.length === 0) throw new Error('Nobody said a whole utterance; let them speak for longer: --seconds');
  return {
    p50: percentile(finals, 0.5), p95: percentile(finals, 0.95), finals,
    cpu: (cpuSeconds(server.pid) - before) / ((performance.now() - begun) / 1000),
    latestFrame: Math.max(...heard.map((each) => each.latestFrame)),
  };
}

/** What a speaker says: clip after clip, each speaker beginning with another one, for at least so many seconds. */
function turn(clips, speaker, seconds) {
  const said = [];
  for (let length = 0; length < seconds;) {
    const clip = clips[(speaker + said.length) % clips.length];
    said.push(clip);
    length += clip.seconds + PAUSE_SECONDS;
  }
  return said;
}

function report(options, rounds, peak) {
  const row = (label, name) => {
    const finals = rounds.flatMap((round) => round[name].finals);
    const of = (field) => rounds.map((round) => round[name][field]);
    return {
      '': label, finals: finals.length, 'P50, ms': percentile(finals, 0.5), 'P95, ms': percentile(finals, 0.95),
      'cores used': percentile(of('cpu'), 0.5), 'latest frame, ms': Math.max(...of('latestFrame')),
    };
  };
  const ratio = spread(rounds.map(({ alone, amid }) => amid.p95 / alone.p95));
  return {
    rows: [row(`${options.speakers} speakers alone`, 'alone'), row(`amid ${options.connections} silent`, 'amid')],
    notes: [
      `Speech end to final at ${options.silenceMs} ms silence, all rounds together; at least ${options.seconds} s a speaker.`,
      `P95 amid / alone, round by round: median ${ratio.median.toFixed(2)}, ${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}. The server's peak: ${peak.toFixed(0)} MB.`,
    ],
    rounds, ratio, peakMegabytes: peak,
    charts: [versus('p95', 'Speech end to final, P95', 'ms', {
      [`${options.speakers} alone`]: rounds.map(({ alone }) => alone.p95), [`amid ${options.connections} silent`]: rounds.map(({ amid }) => amid.p95),
    })],
  };
}
