// What a session was to say and what it said: every sample by its position, every final by its number, place and text.
import { RATE } from '../lib/speech.mjs';

const place = ({ utterance, start, end }) => `${utterance} ${start} ${end}`;

/** @param calm the same audio, undisturbed */
export function compare(calm, survivor) {
  const wanted = new Map(calm.finals.map((final) => [final.utterance, final]));
  const heard = new Map();
  let repeated = 0;
  for (const final of survivor.finals) {
    if (heard.has(final.utterance) || !wanted.has(final.utterance)) repeated++;
    heard.set(final.utterance, final);
  }
  const both = [...heard.values()].filter((final) => wanted.has(final.utterance)).map((final) => [wanted.get(final.utterance), final]);
  return {
    samples: survivor.samples,
    samplesLost: survivor.samples - Math.round((survivor.audioSeconds ?? 0) * RATE),
    finals: wanted.size,
    lost: [...wanted.keys()].filter((utterance) => !heard.has(utterance)).length,
    repeated,
    moved: both.filter(([one, other]) => place(one) !== place(other)).length,
    different: both.filter(([one, other]) => one.text !== other.text).length,
    faults: survivor.faults,
    resumes: survivor.resumes,
    differences: both.filter(([one, other]) => place(one) !== place(other) || one.text !== other.text)
      .map(([one, other]) => [`${place(one)} ${one.text}`, `${place(other)} ${other.text}`]),
  };
}

/** @param compared what `compare` gave, of each session */
export function sums(compared) {
  const sum = (field) => compared.reduce((total, each) => total + each[field], 0);
  return {
    sessions: compared.length, samples: sum('samples'), 'samples lost': sum('samplesLost'), finals: sum('finals'), lost: sum('lost'),
    repeated: sum('repeated'), 'other place': sum('moved'), 'other text': sum('different'),
  };
}

export function faultNote(compared) {
  const codes = compared.flatMap((each) => each.faults);
  const counts = [...new Set(codes)].map((code) => `${code} ${codes.filter((each) => each === code).length} times`);
  return `Refused or reported by the servers: ${counts.join(', ') || 'nothing'}.`;
}
