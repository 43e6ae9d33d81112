import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versus } from '../lib/charts.mjs';
import { measure } from '../lib/child.mjs';
import { parleyHome, program, settings } from '../lib/parley.mjs';
import { readClips, writeRecording } from '../lib/speech.mjs';
import { median, spread } from '../lib/statistics.mjs';

const LOOP = fileURLToPath(new URL('../peers/sherpa-loop.mjs', import.meta.url));

export async function run(options, say) {
  const models = join(parleyHome(), 'models');
  if (!options.noPeer && !existsSync(join(models, options.model, 'decoder_model_merged.onnx'))) {
    throw new Error(`The bare loop runs the installed Moonshine models, not ${options.model}. Measure without it: --no-peer`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  try {
    const recording = join(folder, 'recording.wav');
    const seconds = options.minutes * 60;
    writeRecording(recording, readClips(options.speech), seconds);
    const programs = { parley: [program(options), ['transcribe', recording, '--quiet', '--model', options.model, ...settings(options)]] };
    if (!options.noPeer) programs.loop = [process.execPath, [LOOP, models, options.model, recording]];
    const rounds = [];
    for (let round = 1; round <= options.rounds; round++) {
      const taken = {};
      for (const [name, [path, words]] of Object.entries(programs)) {
        taken[name] = await transcribed(path, words, join(folder, name), seconds);
        say(`round ${round}, ${name}: ${taken[name].perCpuSecond.toFixed(2)} audio seconds per CPU second`);
      }
      rounds.push(taken);
    }
    return report(options, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function transcribed(path, words, target, seconds) {
  const output = openSync(target, 'w');
  try {
    const used = await measure(path, words, { output });
    const heard = readFileSync(target, 'utf8').split(/\s+/).filter(Boolean).length;
    if (heard === 0) throw new Error(`${path} heard no word.`);
    return { ...used, perCpuSecond: seconds / used.cpuSeconds, words: heard };
  } finally {
    closeSync(output);
  }
}

function report(options, rounds) {
  const row = (label, name) => {
    const of = (field) => rounds.map((round) => round[name][field]);
    return {
      '': label, 'audio s per CPU s': median(of('perCpuSecond')), 'CPU s': median(of('cpuSeconds')),
      'wall s': median(of('wallSeconds')), 'peak RSS, MB': Math.max(...of('peakMegabytes')), words: median(of('words')),
    };
  };
  const notes = [`${options.minutes} minutes of audio, rounds: ${options.rounds}; medians, memory the highest. Start and loading are part of each.`];
  const rows = [row('parley transcribe', 'parley')];
  const charts = [['speed', 'Audio seconds a CPU second', 'perCpuSecond', 's'], ['memory', 'Peak of resident memory', 'peakMegabytes', 'MB']].map(
    ([name, title, field, unit]) => versus(name, title, unit, Object.fromEntries(Object.keys(rounds[0]).map((who) => [
      who === 'parley' ? 'parley transcribe' : 'bare loop', rounds.map((round) => round[who][field])]))));
  if (options.noPeer) return { rows, notes, rounds, charts };
  const ratio = spread(rounds.map(({ parley, loop }) => parley.perCpuSecond / loop.perCpuSecond));
  notes.push(`Parley / bare loop, round by round: median ${ratio.median.toFixed(2)}, ${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}.`);
  return { rows: [...rows, row('bare loop', 'loop')], notes, rounds, ratio, charts };
}
