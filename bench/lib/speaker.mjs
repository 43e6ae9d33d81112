// One speaker of many: what it says, when each frame of it left, and what came back.
import WebSocket from 'ws';
import { endSession, openSession } from './session.mjs';
import { RATE, silence } from './speech.mjs';

const PAUSE_SECONDS = 0.8;
const FRAME = RATE / 50;
const FRAME_MS = 20;

export class Speaker {
  finals = [];
  partials = 0;
  words = 0;
  utterances = 0;
  latest = 0;
  failure = null;
  /** Places of the clips, in order. */
  said = [];

  #what;
  #audio;
  #sentAt;
  #sent = 0;
  #session;
  #reasons = new Map();

  /** @param place the speaker's, and of the clip it begins with */
  constructor(clips, place, what) {
    this.#what = what;
    for (let length = 0; length < what.seconds;) {
      const next = (place + this.said.length) % clips.length;
      this.said.push(next);
      length += clips[next].seconds + PAUSE_SECONDS;
    }
    const pause = silence(PAUSE_SECONDS);
    this.#audio = Buffer.concat(this.said.flatMap((clip) => [clips[clip].audio, pause]));
    this.#sentAt = new Float64Array(Math.ceil(this.#audio.length / 2 / FRAME));
  }

  get spokenSeconds() { return this.#audio.length / 2 / RATE; }

  get talking() { return !this.failure && this.#sent < this.#sentAt.length; }

  async open() {
    const { url, partials, silenceMs } = this.#what;
    this.#session = await openSession(url, { partials, endpointing: { silence_ms: silenceMs } });
    this.#session.onEvent = (event, at) => this.#hear(event, at);
  }

  /** The first frame is due when its last sample would have been spoken. */
  begin(at) {
    this.due = at + FRAME_MS;
  }

  /** Sends the frames that are due. */
  advance(now) {
    if (this.#session.socket.readyState !== WebSocket.OPEN) {
      this.failure ??= this.#session.failure?.message ?? 'The server closed the connection of a speaker.';
    }
    for (; this.talking && this.due <= now; this.due += FRAME_MS) {
      const place = 2 * FRAME * this.#sent;
      const left = performance.now();
      if (now !== Infinity) this.latest = Math.max(this.latest, left - this.due);
      this.#sentAt[this.#sent++] = left;
      this.#session.socket.send(this.#audio.subarray(place, place + 2 * FRAME));
    }
  }

  async end() {
    try {
      if (!this.failure) await endSession(this.#session);
    } catch (error) {
      this.failure = error.message;
    } finally {
      this.leave();
    }
  }

  leave() {
    this.#session.socket.terminate();
  }

  #hear(event, at) {
    const { type, utterance } = event;
    if (type === 'speech.ended') this.#reasons.set(utterance, event.reason);
    if (type === 'transcript.partial') this.partials++;
    if (type !== 'transcript.final') return;
    this.utterances++;
    this.words += event.text.split(/[\s-]+/).filter(Boolean).length;
    if (this.#reasons.get(utterance) !== 'silence') return;
    const frame = Math.max(0, Math.ceil((event.end * RATE) / FRAME) - 1);
    const spoken = this.#sentAt[Math.min(frame, this.#sent - 1)];
    this.finals.push({ spoken, took: at - spoken });
  }
}
