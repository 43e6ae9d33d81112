import { setTimeout as rest } from 'node:timers/promises';
import { FIRST_SENTENCE, FIRST_TOKEN_MS, TOKEN_MS, startModel } from '../lib/model.mjs';
import { startServer } from '../lib/parley.mjs';
import { openSession, within } from '../lib/session.mjs';
import { RATE, readClips } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';

const FRAME = RATE / 50;
const FRAME_MS = 20;
const CLIP_SECONDS = 6;

// So much of the reply is heard before it is interrupted.
const HEARD_MS = 1500;

// After the last audio it is waited so long for more.
const QUIET_MS = 1000;

export async function run(options, say) {
  const clips = readClips(options.speech).filter((clip) => clip.seconds <= CLIP_SECONDS);
  if (clips.length === 0) throw new Error(`No clip is shorter than ${CLIP_SECONDS} s.`);
  const model = await startModel();
  const bench = 'Assistants:Catalog:bench';
  const set = [...options.set, 'Assistants:Default=bench', `${bench}:Kind=OpenAi`, `${bench}:BaseUrl=${model.url}`, `${bench}:Model=bench`];
  const server = await startServer({ ...options, set });
  try {
    const synthesis = await synthesise(server.url);
    const turns = [];
    for (let turn = -1; turn < options.turns; turn++) {
      const measured = await converse(server.url, model, clips[(turn + 1) % clips.length], options.silenceMs);
      if (turn < 0) continue;
      turns.push(measured);
      say(`turn ${turn + 1}: ${measured.whole.toFixed(0)} ms to the first sample; silent ${measured.bargeIn.toFixed(0)} ms after speech`);
    }
    return report(options, turns, synthesis);
  } finally {
    model.stop();
    await server.stop();
  }
}

/** What the voice alone takes for the first sentence: until its first bytes are there. */
async function synthesise(url) {
  const address = url.replace('ws:', 'http:').replace('/v1/sessions', '/v1/audio/speech');
  const times = [];
  for (let again = 0; again < 10; again++) {
    const begun = performance.now();
    const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ input: FIRST_SENTENCE, response_format: 'pcm' }) });
    const reader = answer.body.getReader();
    await reader.read();
    times.push(performance.now() - begun);
    await reader.cancel();
  }
  return times.slice(1);
}

/** One turn: a clip is said, the reply is heard for a while, and the clip is said again into it. */
async function converse(url, model, clip, silenceMs) {
  const session = await openSession(url, { endpointing: { silence_ms: silenceMs }, converse: {} });
  const speaker = speak(session);
  const heard = { started: [], ended: [], final: null, first: null, last: null, interrupted: null, ends: 0 };
  const sentences = model.sentences.length;
  const before = await settled(url);
  const done = new Promise((resolve) => {
    session.onEvent = (event, at) => {
      if (event.type === 'speech.started') heard.started.push({ at, start: event.start });
      if (event.type === 'speech.ended' && !heard.first) {
        heard.ended.push(event.end);
        heard.endedAt = at;
      }
      if (event.type === 'transcript.final' && !heard.first) heard.final = at;
      if (event.type === 'reply.audio' && event.reply === 1) {
        heard.first ??= at;
        heard.last = at;
      }
      if (event.type === 'reply.ended' && event.reply === 1) {
        heard.interrupted = event.reason === 'interrupted';
        resolve();
      }
    };
  });
  speaker.say(clip.audio);
  await within((async () => { while (heard.first === null) await rest(FRAME_MS); })(), 'answer');
  await rest(HEARD_MS);
  const after = await sums(url);
  const replied = heard.started.length;
  speaker.say(clip.audio);
  await within(done, 'be interrupted');
  await rest(QUIET_MS);
  speaker.stop();
  session.socket.close(1000);
  await session.closed;
  if (session.failure) throw session.failure;
  const onset = heard.started[replied];
  if (!heard.interrupted || !onset) throw new Error('The reply was not interrupted by speech.');
  const sentence = model.sentences[sentences];
  const alone = heard.ended.length === 1 && after.finals - before.finals === 1 && after.voices - before.voices === 1;
  const engine = (after.decode - before.decode + after.voice - before.voice) * 1000;
  return {
    added: alone ? heard.first - heard.endedAt - (sentence - model.asked[sentences]) - engine : null,
    whole: heard.first - speaker.sentAt(heard.ended.at(-1)),
    heard: heard.final - speaker.sentAt(heard.ended.at(-1)),
    answer: heard.first - sentence,
    bargeIn: Math.max(0, heard.last - speaker.sentAt(onset.start)),
  };
}

/** What decoding and speaking took so far, seconds, as the server counts it. */
async function sums(url) {
  const text = await (await fetch(url.replace('ws:', 'http:').replace('/v1/sessions', '/metrics'))).text();
  const of = (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    sessions: of('parley_sessions'),
    decode: of('parley_final_decode_seconds_sum'), finals: of('parley_final_decode_seconds_count'),
    voice: of('parley_reply_voice_seconds_sum'), voices: of('parley_reply_voice_seconds_count'),
  };
}

/** The same, when the session before has ended. */
async function settled(url) {
  let counted = await sums(url);
  while (counted.sessions > 0) {
    await rest(FRAME_MS);
    counted = await sums(url);
  }

  return counted;
}

/** Somebody whose microphone is open: silence, and now and then a clip, a frame when its last sample would have been spoken. */
function speak(session) {
  const sent = [];
  const begun = performance.now();
  const quiet = Buffer.alloc(2 * FRAME);
  let waiting = Buffer.alloc(0);
  let open = true;
  (async () => {
    while (open && session.socket.readyState === 1) {
      await rest(Math.max(0, begun + (sent.length + 1) * FRAME_MS - performance.now()));
      const part = waiting.subarray(0, 2 * FRAME);
      waiting = waiting.subarray(part.length);
      sent.push(performance.now());
      if (open && session.socket.readyState === 1) session.socket.send(part.length === quiet.length ? part : Buffer.concat([part, quiet.subarray(part.length)]));
    }
  })();
  return {
    say: (audio) => { waiting = Buffer.concat([waiting, audio]); },
    sentAt: (seconds) => sent[Math.min(sent.length - 1, Math.max(0, Math.ceil((seconds * RATE) / FRAME) - 1))],
    stop: () => { open = false; },
  };
}

function report(options, turns, synthesis) {
  const row = (label, samples) => ({
    '': label, samples: samples.length, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'most, ms': percentile(samples, 1),
  });
  const of = (name) => turns.map((turn) => turn[name]);
  return {
    rows: [
      row('last user sample to first reply sample', of('whole')),
      row('of it: to the final (silence and decode)', of('heard')),
      row('of it: end of the first sentence to its first sample', of('answer')),
      row('of it: added by the server', of('added').filter((time) => time !== null)),
      row('for comparison: the voice alone, over HTTP', synthesis),
      row('speech over a reply to its last byte', of('bargeIn')),
    ],
    notes: [
      `${options.silenceMs} ms silence; a model that takes ${FIRST_TOKEN_MS} ms to its first token and writes one every ${TOKEN_MS} ms:`
      + ` its first sentence is known to be over ${FIRST_TOKEN_MS + 6 * TOKEN_MS} ms after it was asked.`,
      'Each turn has a session of its own whose microphone stays open; one turn before them warms up.',
    ],
    turns,
  };
}
