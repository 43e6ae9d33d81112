// Servers that share a Redis are killed, one after the other, while somebody speaks; every final is compared with those of a
// run that nothing disturbed.
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import { start } from '../lib/child.mjs';
import { startServer } from '../lib/parley.mjs';
import { readClips, silence } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { Survivor } from '../lib/survivor.mjs';

const NODES = 3;
const PAUSE_SECONDS = 0.8;
// A sentence's end shortens no silence below this: where utterances end follows from the audio alone.
const SESSION = { endpointing: { silence_ms: 200 }, resume_window: 120 };
const CALM_MS = [300, 1500];

export async function run(options, say) {
  const redis = await startRedis();
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startNode(options, redis.port)));
  try {
    const audio = recording(readClips(options.speech), options.seconds);
    const rounds = [];
    const calm = new Survivor([nodes[0].url], audio, SESSION);
    await calm.speak(options.pace);
    await calm.done;
    for (let done = 0; done < options.kills;) {
      const round = await disturbed(nodes, audio, options, redis, options.kills - done);
      done += round.kills.length;
      rounds.push({ ...round, ...compare(calm, round.survivor), survivor: undefined });
      const { lost, repeated, different } = rounds.at(-1);
      say(`${done} of ${options.kills} kills: ${lost} finals lost, ${repeated} repeated, ${different} different`);
      if (round.kills.length === 0) throw new Error('The recording is too short for a kill; let it be longer: --seconds');
    }
    return report(options, rounds);
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
    redis.child.kill('SIGKILL');
  }
}

async function disturbed(nodes, audio, options, redis, most) {
  const survivor = new Survivor(nodes.map((node) => node.url), audio, SESSION);
  const kills = [];
  let waiting = null;
  survivor.onProgress = (what) => {
    if (!waiting || (what === 'heard' && waiting.back === undefined)) return;
    waiting[what] ??= performance.now() - waiting.at;
    if (what === 'heard') waiting.told();
  };
  const speaking = survivor.speak(options.pace);
  while (kills.length < most) {
    await rest(CALM_MS[0] + Math.random() * (CALM_MS[1] - CALM_MS[0]));
    if (survivor.over || survivor.seconds > audio.length / 2 / 16_000 - 1) break;
    const victim = survivor.at;
    const heard = new Promise((resolve) => { waiting = { at: performance.now(), told: resolve }; });
    process.kill(nodes[victim].pid, 'SIGKILL');
    await Promise.race([heard, survivor.done]);
    if (waiting.heard !== undefined) kills.push({ at: survivor.seconds, back: waiting.back, heard: waiting.heard });
    waiting = null;
    // There are always others while it starts again.
    await nodes[victim].stop();
    const fresh = await startNode(options, redis.port, nodes[victim].port);
    Object.assign(nodes[victim], fresh);
  }
  await speaking;
  await survivor.done;
  return { kills, survivor };
}

/** By their places in the audio: what is missing, what came twice, what has another text. */
function compare(calm, survivor) {
  const place = ({ utterance, start: from, end }) => `${utterance} ${from} ${end}`;
  const wanted = new Map(calm.finals.map((final) => [place(final), final.text]));
  const heard = new Map();
  let repeated = 0;
  for (const final of survivor.finals) {
    if (heard.has(final.utterance)) repeated++;
    heard.set(final.utterance, final);
  }
  const found = new Map(survivor.finals.map((final) => [place(final), final.text]));
  const numbers = new Set(survivor.finals.map((final) => final.utterance));
  return {
    finals: calm.finals.length,
    lost: calm.finals.filter((final) => !numbers.has(final.utterance)).length,
    extra: survivor.finals.filter((final) => final.utterance > Math.max(...calm.finals.map((each) => each.utterance))).length,
    repeated,
    moved: [...found.keys()].filter((key) => !wanted.has(key)).length,
    different: [...found].filter(([key, text]) => wanted.has(key) && wanted.get(key) !== text).length,
    samplesLost: Math.round((calm.audioSeconds - survivor.audioSeconds) * 16_000),
    sequencesRepeated: survivor.sequences.length - new Set(survivor.sequences).size,
  };
}

function recording(clips, seconds) {
  const parts = [];
  for (let length = 0, next = 0; length < seconds; next++) {
    const clip = clips[next % clips.length];
    parts.push(clip.audio, silence(PAUSE_SECONDS));
    length += clip.seconds + PAUSE_SECONDS;
  }
  return Buffer.concat(parts);
}

async function startNode(options, redis, port = 0) {
  const set = [...options.set, `Cluster:Redis=127.0.0.1:${redis}`, 'Listen:Grpc=off', 'Engine:FinalWaitMs=0'];
  const node = await startServer({ ...options, set }, port);
  return { ...node, port: Number(new URL(node.url).port) };
}

async function startRedis() {
  const port = await freePort();
  const child = start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]);
  await rest(500);
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`redis-server does not run: ${child.said.trim() || (await child.ended).why}. Install it: apt-get install -y redis-server`);
  }
  return { child, port };
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

function report(options, rounds) {
  const sum = (field) => rounds.reduce((total, round) => total + round[field], 0);
  const kills = rounds.flatMap((round) => round.kills);
  const of = (field) => kills.map((kill) => kill[field]);
  return {
    rows: [{
      kills: kills.length, 'samples lost': sum('samplesLost'), finals: sum('finals'), lost: sum('lost'), repeated: sum('repeated') + sum('extra'),
      'other place': sum('moved'), 'other text': sum('different'),
      'back P50, ms': percentile(of('back'), 0.5), 'back P99, ms': percentile(of('back'), 0.99),
      'receiving P50, ms': percentile(of('heard'), 0.5), 'receiving P99, ms': percentile(of('heard'), 0.99),
    }],
    notes: [`${NODES} servers and a Redis on this machine; kill -9 of the one that serves, ${CALM_MS.join(' to ')} ms after it took over; speech at ${options.pace} times its pace.`,
      `Event numbers used twice: ${sum('sequencesRepeated')}.`],
    rounds,
  };
}
