// One live session over WebSocket, and a speaker who talks into it at the pace of speech.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { countWords, standingWords, wordsOf } from './captions.mjs';
import { RATE, silence } from './speech.mjs';

const ANSWER_MS = 60_000;
const FRAME = RATE / 50;

/** Connects and starts a session; resolves when the server has said that it started. */
export async function openSession(url, start = {}) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const session = { socket, failure: null, onEvent: () => {}, onAudio: () => {} };
  session.closed = new Promise((resolve) => { socket.once('close', (code) => resolve(code)); });
  socket.on('error', (error) => { session.failure ??= error; });
  const started = new Promise((resolve) => {
    socket.on('message', (data, binary) => {
      const at = performance.now();
      if (binary) return session.onAudio(data.length);
      const event = JSON.parse(data);
      if (event.type === 'session.started') resolve();
      if (event.type === 'error') session.failure ??= new Error(`The server says ${event.code}: ${event.message}`);
      return session.onEvent(event, at);
    });
  });
  socket.once('open', () => socket.send(JSON.stringify({ type: 'session.start', ...start })));
  const code = await within(Promise.race([started, session.closed]), 'start a session');
  if (code !== undefined) throw session.failure ?? new Error(`The connection was closed with ${code} before the session started.`);
  return session;
}

/** Asks for the end and waits for the server's close. */
export async function endSession(session) {
  session.socket.send(JSON.stringify({ type: 'session.end' }));
  const code = await within(session.closed, 'end a session');
  if (session.failure) throw session.failure;
  if (code !== 1000) throw new Error(`The connection was closed with ${code}.`);
}

/** Ends a promise that a server does not keep. */
export async function within(promise, what) {
  let limit;
  const late = new Promise((_, reject) => {
    limit = setTimeout(() => reject(new Error(`The server took more than ${ANSWER_MS / 1000} s to ${what}.`)), ANSWER_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(limit);
  }
}

/**
 * Says clips into a session of its own, a frame of 20 ms when its last sample would have been spoken, by an absolute clock; ends it.
 * @param options.paced false to warm up: all of it at once
 * @param options.pace how much faster than in life
 * @returns what was waited for, in milliseconds: finals of utterances closed by silence, first partials, and words of finals until they stood
 * on the screen to stay (`lags`); words that were shown, and changed; how many words each partial had
 */
export async function speak(url, clips, { silenceMs, pauseSeconds, paced = true, pace = 1 }) {
  const pause = silence(pauseSeconds);
  const audio = Buffer.concat(clips.flatMap((clip) => [clip.audio, pause]));
  const frames = Math.ceil(audio.length / 2 / FRAME);
  const sentAt = new Float64Array(frames);
  const sentOf = (seconds) => sentAt[Math.min(frames - 1, Math.max(0, Math.ceil((seconds * RATE) / FRAME) - 1))];
  const heard = { finals: [], partials: [], lags: [], lengths: [], utterances: 0, shown: 0, changed: 0, latestFrame: 0 };
  const captions = new Map();
  const reasons = new Map();
  const starts = new Map();
  const finished = new Map();
  const session = await openSession(url, { endpointing: { silence_ms: silenceMs } });
  session.onEvent = (event, at) => {
    const { type, utterance } = event;
    if (type === 'speech.started') starts.set(utterance, event.start);
    if (type === 'speech.ended') reasons.set(utterance, event.reason);
    if (type === 'transcript.partial') {
      const text = event.text ?? event.stable + event.tail;
      heard.lengths.push(wordsOf(text).length);
      captions.set(utterance, [...captions.get(utterance) ?? [], { text, at }]);
    }
    if (type === 'transcript.partial' && starts.has(utterance)) {
      // A frame that begins with the first sample of speech is the one that holds it.
      heard.partials.push(at - sentOf(starts.get(utterance) + 1 / RATE));
      starts.delete(utterance);
    }
    if (type === 'transcript.final') {
      heard.utterances++;
      captions.set(utterance, [...captions.get(utterance) ?? [], { text: event.text, at }]);
      finished.set(utterance, event);
      if (reasons.get(utterance) === 'silence') heard.finals.push(at - sentOf(event.end));
    }
  };
  const begun = performance.now();
  for (let frame = 0; frame < frames; frame++) {
    const due = begun + ((frame + 1) * 20) / pace;
    const wait = due - performance.now();
    if (paced && wait > 0) await rest(wait);
    if (session.socket.readyState !== WebSocket.OPEN) throw session.failure ?? new Error(`The server closed the connection of a speaker with ${await session.closed}.`);
    sentAt[frame] = performance.now();
    heard.latestFrame = Math.max(heard.latestFrame, sentAt[frame] - due);
    session.socket.send(audio.subarray(frame * 2 * FRAME, (frame + 1) * 2 * FRAME));
  }
  await endSession(session);
  for (const [utterance, shown] of captions) {
    const final = finished.get(utterance);
    const texts = shown.map(({ text }) => text);
    const words = countWords(final ? texts : [...texts, '']);
    // When each word was said is not known: all letters of a final are taken to be equally long.
    const spokenAt = (share) => sentOf(final.start + share * (final.end - final.start));
    if (final) heard.lags.push(...standingWords(shown).map(({ since, end }) => since - spokenAt(end)));
    heard.shown += words.shown;
    heard.changed += words.changed;
  }
  return heard;
}
