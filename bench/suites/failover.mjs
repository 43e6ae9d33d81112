// Servers that share a Redis are killed, frozen or replaced while people speak; every sample and every final is compared
// with those of a run that nothing disturbed.
import { Cluster } from '../failover/cluster.mjs';
import { freeze } from '../failover/freeze.mjs';
import { kills } from '../failover/kills.mjs';
import { rolling } from '../failover/rolling.mjs';
import { readClips, silence } from '../lib/speech.mjs';
import { Survivor } from '../lib/survivor.mjs';

const PAUSE_SECONDS = 0.8;
// A sentence's end shortens no silence below this: where utterances end follows from the audio alone.
const SESSION = { endpointing: { silence_ms: 200 }, resume_window: 120 };
const FAULTS = { kills, freeze, rolling };

export async function run(options, say) {
  if (!Object.hasOwn(FAULTS, options.fault)) {
    throw new Error(`--fault is ${Object.keys(FAULTS).join(', ')}, not '${options.fault}'.`);
  }
  const cluster = await Cluster.start(options);
  try {
    const audio = recording(readClips(options.speech), options.seconds);
    const calm = new Survivor([cluster.urls[0]], audio, SESSION);
    await calm.speak(options.pace);
    const { row, notes, ...rest } = await FAULTS[options.fault]({ cluster, audio, session: SESSION, calm, options, say });
    return {
      rows: [row],
      notes: [`${cluster.nodes.length} servers and a Redis on this machine; ${options.speakers} speakers at ${options.pace} times the pace of speech.`, ...notes],
      ...rest,
    };
  } finally {
    await cluster.stop();
  }
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
