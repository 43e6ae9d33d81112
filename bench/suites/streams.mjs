// How many people can speak at once: Parley and a Node server of the same model and detector, in turn.
import { availableParallelism } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import { cpuSeconds } from '../lib/child.mjs';
import { startClient } from '../lib/client.mjs';
import { listenForNoise, tellNoise } from '../lib/noise.mjs';
import { NODE_PEER, startNodePeer } from '../lib/node-peer.mjs';
import { startServer } from '../lib/parley.mjs';
import { fault, findCapacity } from '../lib/ramp.mjs';
import { median, percentile, spread } from '../lib/statistics.mjs';

const MODES = { without: ['finals'], with: ['partials'], both: ['finals', 'partials'] };
const LABELS = { finals: 'finals only', partials: 'with partials' };
const NAMES = { parley: 'Parley', peer: NODE_PEER };
const FIRST_LEVEL = 4;
// Fewer speakers than these speak for longer, so that no single final decides.
const FEW = 3;
// What was asked of a server that failed is worked off before the next trial: until it rests, or for so many looks.
const REST_MS = 1000;
const AT_REST = 0.1;
const LOOKS = 30;

export async function run(options, say) {
  const modes = MODES[options.partials];
  if (!modes) throw new Error(`--partials is with, without or both, not '${options.partials}'.`);
  const threads = availableParallelism();
  const client = startClient('speakers.mjs');
  const servers = {};
  try {
    const { clips } = await client.load({ speech: options.speech });
    servers.parley = await startServer({ ...options, set: [`Limits:MaxSessions=${2 * options.most + clips.length + 10}`, ...options.set] });
    if (!options.noPeer) servers.peer = await startNodePeer(options.model);
    for (const server of Object.values(servers)) server.alone = await sayAlone(client, server, clips, options);
    const [trials, rounds] = [[], []];
    for (let round = 1; round <= options.rounds; round++) {
      const noise = await listenForNoise();
      say(`round ${round}: ${tellNoise(noise)}`);
      const found = { noise };
      for (const mode of modes) {
        found[mode] = {};
        for (const who of Object.keys(servers)) {
          found[mode][who] = await capacity({ client, server: servers[who], mode, options, last: rounds.at(-1)?.[mode][who] }, (trial) => {
            trials.push({ round, who, mode, ...trial });
            say(`round ${round}, ${NAMES[who]}, ${LABELS[mode]}: ${tellTrial(trial)}`);
          });
          say(`round ${round}, ${NAMES[who]}, ${LABELS[mode]}: ${found[mode][who]} speakers`);
        }
      }
      rounds.push(found);
    }
    return report(options, { modes, whos: Object.keys(servers), threads }, rounds, trials);
  } finally {
    await client.stop();
    for (const server of Object.values(servers)) await server.stop();
  }
}

/** Each clip by itself, as fast as it is taken: what the server hears in it when it has the time. Warms it up as well. */
async function sayAlone(client, { url }, clips, { silenceMs }) {
  const { each, failures } = await client.speak({
    url, speakers: clips.length, seconds: 0.001, partials: false, silenceMs, paced: false,
  });
  if (failures.length > 0) throw new Error(failures[0]);
  if (each.every(({ words }) => words === 0)) throw new Error('The server heard no word.');
  return each;
}

async function capacity({ client, server, mode, options, last }, tell) {
  const passes = async (speakers) => {
    const trial = await attempt(client, server, speakers, mode, options);
    tell(trial);
    if (trial.fault) await workOff(server);
    return !trial.fault;
  };
  const start = last || FIRST_LEVEL;
  return findCapacity(passes, { start, step: last ? Math.ceil(last / 10) : FIRST_LEVEL, most: options.most });
}

/** Until the server takes less than a tenth of a core. */
async function workOff({ pid }) {
  for (let look = 0, busy = true; busy && look < LOOKS; look++) {
    const before = cpuSeconds(pid);
    await rest(REST_MS);
    busy = cpuSeconds(pid) - before > (AT_REST * REST_MS) / 1000;
  }
}

async function attempt(client, server, speakers, mode, { seconds, silenceMs, limitMs }) {
  const before = cpuSeconds(server.pid);
  const begun = performance.now();
  const heard = await client.speak({
    url: server.url, speakers, seconds: Math.max(seconds, (FEW * seconds) / speakers), partials: mode === 'partials', silenceMs, paced: true, limitMs,
    utterances: server.alone.map(({ utterances }) => utterances),
  });
  const expected = heard.each.flatMap((each) => each.said).reduce((sum, clip) => sum + server.alone[clip].words, 0);
  const { finals, early, words, partials, spokenSeconds, latestFrame } = heard;
  return {
    speakers, fault: fault(heard, expected, limitMs), finals: finals.length,
    p50: percentile(finals, 0.5), p95: percentile(finals, 0.95), early, words, expected, partials,
    partialsPerSecond: partials / spokenSeconds, latestFrame,
    cores: (cpuSeconds(server.pid) - before) / ((performance.now() - begun) / 1000),
  };
}

const tellTrial = ({ speakers, fault: why, p95, cores, latestFrame }) =>
  `${speakers} speakers, P95 ${p95?.toFixed(0) ?? '–'} ms, ${cores.toFixed(2)} cores, frames ${latestFrame.toFixed(0)} ms late at most${why ? `: ${why}` : ''}`;

function report(options, { modes, whos, threads }, rounds, trials) {
  const at = (mode, who) => spread(rounds.map((round) => round[mode][who]));
  const carried = (mode, who) => trials.filter((trial) => trial.mode === mode && trial.who === who && !trial.fault
    && trial.speakers === rounds[trial.round - 1][mode][who]);
  const rows = modes.flatMap((mode) => whos.map((who) => {
    const { median: middle, least, most } = at(mode, who);
    const of = (field) => median(carried(mode, who).map((trial) => trial[field]));
    return {
      '': `${LABELS[mode]}, ${NAMES[who]}`, speakers: middle, least, most, 'P50, ms': of('p50'), 'P95, ms': of('p95'),
      'cores used': of('cores'), 'partials a speaker and second': mode === 'partials' ? of('partialsPerSecond') : null,
    };
  }));
  const ratios = options.noPeer ? {} : Object.fromEntries(modes.map((mode) => [mode, ratioOf(rounds, mode)]));
  const notes = [
    `The most speakers at once whose finals come within ${options.limitMs} ms of the end of speech, P95, with no connection and no more than a tenth of the words lost;`
    + ` ${options.silenceMs} ms silence, ${options.model}, ${threads} threads each, ${options.rounds} rounds; medians, and the columns after them at that many speakers.`,
    ...Object.entries(ratios).map(([mode, ratio]) => `Parley / Node, ${LABELS[mode]}, round by round: ${ratio
      ? `median ${ratio.median.toFixed(2)}, ${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}`
      : 'none, for in some round the Node server could not serve a single speaker'}.`),
    `At the start of each round: ${rounds.map(({ noise }) => tellNoise(noise)).join('; ')}.`,
  ];
  return { rows, notes, rounds, ratios, tables: { trials }, charts: charts(options, { modes, whos }, rounds, trials) };
}

function ratioOf(rounds, mode) {
  const ratios = rounds.map((round) => round[mode].parley / round[mode].peer);
  return ratios.every(Number.isFinite) ? spread(ratios) : null;
}

function charts({ limitMs }, { modes, whos }, rounds, trials) {
  return [
    {
      kind: 'bars', name: 'speakers', title: 'Speakers at once', unit: 'speakers',
      groups: modes.map((mode) => LABELS[mode]),
      series: whos.map((who) => ({ label: NAMES[who], values: modes.map((mode) => spread(rounds.map((round) => round[mode][who]))) })),
    },
    ...modes.map((mode) => ({
      kind: 'lines', name: `p95-${mode}`, title: `Speech end to final, P95, ${LABELS[mode]}`, x: 'speakers', y: 'ms', limit: limitMs,
      series: whos.map((who) => ({ label: NAMES[who], points: curve(trials.filter((trial) => trial.mode === mode && trial.who === who), limitMs) })),
    })),
  ];
}

/** The median of all trials at a level. Those that broke off were above the limit already, and would have risen further. */
function curve(trials, limitMs) {
  const timed = trials.filter(({ p95 }) => p95 !== null);
  const levels = [...new Set(timed.map(({ speakers }) => speakers))].sort((a, b) => a - b);
  return levels.map((level) => [
    level, median(timed.filter(({ speakers }) => speakers === level).map(({ p95, early }) => (early ? Math.max(p95, limitMs) : p95))),
  ]);
}
