import { setTimeout as rest } from 'node:timers/promises';
import { openMicrophone } from '../lib/microphone.mjs';
import { FIRST_TOKEN_MS, SENTENCES, TOKEN_MS, startModel } from '../lib/model.mjs';
import { startServer } from '../lib/parley.mjs';
import { openSession, within } from '../lib/session.mjs';
import { RATE, readClips, speechIn } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { firstBytes, Player, wordEnds } from '../lib/voice.mjs';

const LOOK_MS = 5;
const CLIP_SECONDS = 6;
const WARM_UP = 1;
// So much of a reply is heard before it is interrupted: now in the first sentence, now in the second.
const HEARD_MS = [800, 1200, 1700, 2300];

export async function run(options, say) {
  const clips = readClips(options.speech).filter((clip) => clip.seconds <= CLIP_SECONDS).map(({ audio }) => trim(audio));
  if (clips.length === 0) throw new Error(`No clip is shorter than ${CLIP_SECONDS} s.`);
  const model = await startModel();
  const bench = 'Assistants:Catalog:bench';
  const set = [...options.set, 'Assistants:Default=bench', `${bench}:Kind=OpenAi`, `${bench}:BaseUrl=${model.url}`, `${bench}:Model=bench`];
  const server = await startServer({ ...options, set });
  try {
    const voice = await firstBytes(server.url, SENTENCES[0], Math.max(20, options.turns));
    const ends = await wordEnds(server.url, SENTENCES);
    const turns = await converse(server.url, { model, clips, ends, options, say });
    return report(options, turns, voice);
  } finally {
    model.stop();
    await server.stop();
  }
}

/** What is around the speech becomes silence without any sound: where somebody begins and ends to speak is then no matter of opinion. */
function trim(audio) {
  const { from, to } = speechIn(audio);
  return audio.subarray(2 * from, 2 * to);
}

/** One conversation: each clip is answered, and the next one is said into the answer. */
async function converse(url, { model, clips, ends, options, say }) {
  const session = await openSession(url, { endpointing: { silence_ms: options.silenceMs }, converse: {} });
  const heard = listen(session);
  const microphone = openMicrophone(session);
  const turns = [];
  let before = await sums(url);
  /** Says the clip of a turn, into the reply to the turn before. */
  const speak = (turn) => {
    const said = microphone.say(clips[turn % clips.length]);
    // The frame that holds the first sample is the one that ends after it.
    if (turn > 0) turns[turn - 1].interruptedAt = (said.from + 1) / RATE;
    return said;
  };
  for (let turn = 0; turn < WARM_UP + options.turns; turn++) {
    const [uttered, earlier] = [heard.utterances.length, heard.reply];
    const said = speak(turn);
    await within(until(() => microphone.samples > said.to && heard.reply !== earlier && heard.reply.first && heard.utterances.at(-1).end), 'answer');
    const reply = heard.reply;
    await rest(HEARD_MS[turn % HEARD_MS.length]);
    const after = await sums(url);
    const request = model.requests.at(-1);
    const utterances = heard.utterances.slice(uttered);
    turns.push({ reply, utterances, request, before, after, spokenAt: said.to / RATE });
    before = after;
  }
  speak(turns.length);
  await within(until(() => turns.every(({ reply }) => reply.ended)), 'be interrupted');
  await microphone.stop();
  session.socket.close(1000);
  await session.closed;
  if (session.failure) throw session.failure;
  return turns.slice(WARM_UP).map((turn, place) => {
    const measured = measure(turn, { microphone, ends, options });
    say(`turn ${place + 1}: ${measured.whole.toFixed(0)} ms to the first sample; silent ${measured.bargeIn?.toFixed(0) ?? '–'} ms after speech`);
    return measured;
  });
}

/** What came, by utterance and by reply; a player that plays the replies says how far it is. */
function listen(session) {
  const heard = { utterances: [], reply: null };
  let sounding = null;
  session.onEvent = (event, at) => {
    const { type } = event;
    if (type === 'speech.started') heard.utterances.push({ start: event.start, startedAt: at });
    if (type === 'speech.ended') Object.assign(heard.utterances.at(-1), { end: event.end, endedAt: at });
    if (type === 'transcript.final') heard.utterances.at(-1).finalAt = at;
    if (type === 'reply.started') heard.reply = { number: event.reply, first: null, last: null, ended: null, player: new Player() };
    if (type === 'reply.audio') {
      sounding = heard.reply;
      sounding.first ??= at;
      sounding.last = at;
    }
    if (type === 'reply.paused') {
      heard.reply.played = heard.reply.player.pause(at);
      session.socket.send(JSON.stringify({ type: 'reply.played', reply: event.reply, position: heard.reply.played }));
    }
    if (type === 'reply.resumed') heard.reply.player.resume(at);
    if (type === 'reply.ended') Object.assign(heard.reply, { played: heard.reply.played ?? heard.reply.player.pause(at), ended: event });
  };
  session.onAudio = (bytes) => sounding.player.take(bytes / 2, performance.now());
  return heard;
}

function measure({ reply, utterances, request, before, after, spokenAt, interruptedAt }, { microphone, ends, options }) {
  const last = utterances.findLast(({ endedAt }) => endedAt <= reply.first);
  const spoken = microphone.sentAt(spokenAt);
  const whole = reply.first - spoken;
  const alone = utterances.length === 1 && after.finals - before.finals === 1 && after.voices - before.voices === 1;
  const [decode, voice] = [1000 * (after.decode - before.decode), 1000 * (after.voice - before.voice)];
  const thought = request.sentence - request.asked;
  const interrupted = reply.ended.reason === 'interrupted';
  const [words, known] = [ends.filter((end) => end <= reply.played).length, reply.ended.text.split(' ').filter(Boolean).length];
  return {
    whole, heard: last.finalAt - spoken, answer: reply.first - request.sentence,
    ...alone ? {
      silence: last.endedAt - spoken, decode, thought, voice, added: reply.first - last.endedAt - thought - decode - voice,
      strictly: whole - options.silenceMs - thought - decode - voice,
    } : {},
    ...interrupted ? { bargeIn: Math.max(0, reply.last - microphone.sentAt(interruptedAt)), words, known, off: known - words } : {},
  };
}

/** What decoding and speaking took so far, seconds, as the server counts it. */
async function sums(url) {
  const text = await (await fetch(url.replace('ws:', 'http:').replace('/v1/sessions', '/metrics'))).text();
  const of = (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    decode: of('parley_final_decode_seconds_sum'), finals: of('parley_final_decode_seconds_count'),
    voice: of('parley_reply_voice_seconds_sum'), voices: of('parley_reply_voice_seconds_count'),
  };
}

async function until(what) {
  while (!what()) await rest(LOOK_MS);
}

function report(options, turns, voice) {
  const row = (label, samples, aim = null) => ({
    '': label, samples: samples.length, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'most, ms': percentile(samples, 1), 'aim, P95, ms': aim,
  });
  const of = (name) => turns.map((turn) => turn[name]).filter((value) => value !== undefined);
  const off = of('off').map(Math.abs);
  return {
    rows: [
      row('last user sample to first reply sample', of('whole'), 2000),
      row('of it: silence, until the server takes it for the end', of('silence')),
      row('of it: decode after that', of('decode')),
      row('of it: the model, to the end of its first sentence', of('thought')),
      row('of it: the voice, to its first samples', of('voice')),
      row('of it: added by the server', of('added'), 40),
      row('added, with whatever the silence lasts over what was asked', of('strictly')),
      row('last user sample to the final', of('heard')),
      row('end of the first sentence to its first sample', of('answer')),
      row('first byte of the voice for a sentence, over HTTP', voice, 60),
      row('speech over a reply to its last byte', of('bargeIn'), 200),
    ],
    notes: [
      `${options.silenceMs} ms silence; a model that takes ${FIRST_TOKEN_MS} ms to its first token and writes one every ${TOKEN_MS} ms:`
      + ` its first sentence is known to be over ${FIRST_TOKEN_MS + 6 * TOKEN_MS} ms after it was asked.`,
      `What the history keeps of an interrupted reply is off by ${percentile(off, 1) ?? '–'} words at most, P50 ${percentile(off, 0.5) ?? '–'}, of ${off.length}; the aim is one word.`,
      'One conversation whose microphone stays open, and each clip is said into the reply to the one before; a turn before them warms up.',
    ],
    turns, wordsOff: off,
  };
}
