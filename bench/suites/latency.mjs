import { cpuSeconds } from '../lib/child.mjs';
import { startServer } from '../lib/parley.mjs';
import { speak } from '../lib/session.mjs';
import { readClips } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';

const PAUSE_SECONDS = 1;

export async function run(options, say) {
  const clips = readClips(options.speech);
  const server = await startServer(options);
  const finals = [];
  const partials = [];
  let latest = 0;
  try {
    const listen = (clip, paced) => speak(server.url, [clip], { silenceMs: options.silenceMs, pauseSeconds: PAUSE_SECONDS, paced });
    await listen(shortest(clips), false);
    const before = cpuSeconds(server.pid);
    let spoken = 0;
    for (let next = 0; spoken < options.seconds; next++) {
      const clip = clips[next % clips.length];
      const heard = await listen(clip, true);
      say(`${clip.name}: finals after ${list(heard.finals)} ms`);
      finals.push(...heard.finals);
      partials.push(...heard.partials);
      latest = Math.max(latest, heard.latestFrame);
      spoken += clip.seconds + PAUSE_SECONDS;
    }
    if (finals.length === 0) throw new Error('Nobody said a whole utterance; let them speak for longer: --seconds');
    return report(options, { finals, partials, latest, cpu: (cpuSeconds(server.pid) - before) / spoken });
  } finally {
    await server.stop();
  }
}

const shortest = (clips) => clips.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
const list = (samples) => samples.map((sample) => sample.toFixed(0)).join(', ') || '–';

function report(options, { finals, partials, latest, cpu }) {
  const row = (label, samples) => ({
    '': label, samples: samples.length, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'most, ms': percentile(samples, 1),
  });
  return {
    rows: [row('speech end to final', finals), row('speech start to first partial', partials)],
    notes: [
      `${options.silenceMs} ms silence; at least ${options.seconds} s of speech, one clip after another, after one to warm up.`,
      `The server used ${cpu.toFixed(2)} cores; the latest frame left ${latest.toFixed(0)} ms late.`,
    ],
    finals, partials, latestFrame: latest, cpu,
  };
}
