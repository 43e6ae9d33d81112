// The client of the suite `streams`, a process of its own: one order a line on standard input, one answer a line on standard output.
// {"load":{speech}} → {"clips":[{name, seconds}]}; {"speak":{url, speakers, seconds, partials, silenceMs, paced, limitMs, utterances}} → what was heard
// `utterances`: how many are in each clip.
import { createInterface } from 'node:readline';
import { setTimeout as rest } from 'node:timers/promises';
import { Speaker } from './speaker.mjs';
import { readClips } from './speech.mjs';
import { mayStillPass } from './ramp.mjs';

const STAGGER_MS = 3000;
// Frames leave so much late at most, so that the client does not wake for each of them.
const WAKE_MS = 4;
const LOOK_MS = 250;
const AT_ONCE = 16;
// Each is said once by itself, all of them at the same time.
const MOST_CLIPS = 64;

let clips = [];

function load({ speech }) {
  clips = readClips(speech).slice(0, MOST_CLIPS);
  return { clips: clips.map(({ name, seconds }) => ({ name, seconds })) };
}

/** So many speakers, each beginning at another time with another clip, each for at least so many seconds. */
async function speak(what) {
  const speakers = Array.from({ length: what.speakers }, (_, place) => new Speaker(clips, place, what));
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < speakers.length) await speakers[next++].open();
  }));
  const spread = what.paced ? (STAGGER_MS * (what.speakers - 1)) / what.speakers : 0;
  const begun = performance.now();
  speakers.forEach((speaker, place) => speaker.begin(begun + (spread * place) / what.speakers));
  const awaited = speakers.flatMap(({ said }) => said).reduce((sum, clip) => sum + (what.utterances?.[clip] ?? 0), 0);
  const early = await pace(speakers, what, awaited);
  const ended = Math.min(...speakers.map((speaker) => speaker.due));
  await Promise.all(speakers.map((speaker) => (early ? speaker.leave() : speaker.end())));
  // What was said while everybody spoke.
  const finals = speakers.flatMap((speaker) => speaker.finals)
    .filter(({ spoken }) => !what.paced || (spoken >= begun + spread && spoken <= ended)).map(({ took }) => took);
  const sum = (field) => speakers.reduce((total, speaker) => total + speaker[field], 0);
  return {
    speakers: what.speakers, finals, early,
    partials: sum('partials'), words: sum('words'), spokenSeconds: sum('spokenSeconds'),
    each: speakers.map(({ said, words: heard, utterances }) => ({ said, words: heard, utterances })),
    latestFrame: Math.max(...speakers.map((speaker) => speaker.latest)),
    failures: speakers.flatMap(({ failure }) => (failure ? [failure] : [])),
  };
}

/** By an absolute clock. @returns whether it broke off, because too many finals were late already */
async function pace(speakers, { paced, limitMs }, awaited) {
  let looked = performance.now();
  for (let talking = speakers; talking.length > 0; talking = talking.filter((speaker) => speaker.talking)) {
    for (const speaker of talking) speaker.advance(paced ? performance.now() : Infinity);
    if (!paced) continue;
    const now = performance.now();
    if (limitMs && now - looked > LOOK_MS) {
      looked = now;
      const late = speakers.reduce((sum, { finals }) => sum + finals.filter(({ took }) => took > limitMs).length, 0);
      if (!mayStillPass(late, awaited) || speakers.some(({ failure }) => failure)) return true;
    }
    await rest(Math.max(WAKE_MS, Math.min(...talking.map(({ due }) => due)) - now));
  }
  return false;
}

const ORDERS = { load, speak };
for await (const line of createInterface({ input: process.stdin })) {
  const [[name, what]] = Object.entries(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(await ORDERS[name](what))}\n`);
}
