// A speaker whose session outlives servers: keeps what is not committed, and goes to the next server when one is gone.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { RATE } from './speech.mjs';

const FRAME = RATE / 50;
/** A server takes at most 10 s in one message; what waited while it was away is more than that at times. */
const LONGEST_PIECE = 5 * RATE;
const RETRY_MS = 20;
const CONNECT_MS = 500;
const PING_MS = 250;
/** Longer than this the server does not wait for its speaker. */
const LONGEST_AWAY_MS = 120_000;

export class Survivor {
  finals = [];
  sequences = [];
  /** Codes of what the server refused, of holes in the audio and of failed recognitions: none of it may happen. */
  faults = [];
  resumes = 0;
  /** Events that came on a connection that another one had replaced; this client believes none of them. */
  late = [];
  #urls;
  #audio;
  #start;
  #silentMs;
  #next;
  #spoken = 0;
  #sent = 0;
  #committed = 0;
  #seen = 0;
  #socket = null;
  #lostAt = null;
  #heardAt = 0;
  #pinging = null;
  #waitMs = 0;
  #ended;
  #begun = null;

  /**
   * @param urls where the servers are @param audio samples of 16 bits, at 16 kHz @param start options of the session
   * @param options.first which of the servers to begin at
   * @param options.silentMs a server that says nothing for so long, not even a pong, is given up; 0: only a broken connection is
   */
  constructor(urls, audio, start, { first = 0, silentMs = 0 } = {}) {
    [this.#urls, this.#audio, this.#start, this.#next, this.#silentMs] = [urls, audio, start, first % urls.length, silentMs];
    this.done = new Promise((resolve, reject) => { this.#ended = { resolve, reject }; });
    this.#connect();
    if (silentMs > 0) this.#pinging = setInterval(() => this.#ping(), PING_MS);
  }

  id = null;

  /** Where in `urls` the server is that the session is at. */
  get at() { return this.#next; }

  /** Called with `back` when the session is resumed, with `heard` at each event of it after that. */
  onProgress = () => {};

  /** Seconds spoken so far. */
  get seconds() { return this.#spoken / RATE; }

  get samples() { return this.#audio.length / 2; }

  /** Speaks at the pace of speech, times `pace`, until everything is said. */
  async speak(pace = 1) {
    await Promise.race([this.done, new Promise((resolve) => { this.#begun = resolve; if (this.id) resolve(); })]);
    const begun = performance.now();
    while (this.#spoken < this.samples) {
      const wait = begun + (this.#spoken / RATE / pace) * 1000 - performance.now();
      if (wait > 0) await rest(wait);
      this.#spoken = Math.min(this.samples, this.#spoken + FRAME);
      this.#send();
    }
    this.#send();
    return this.done;
  }

  #send() {
    if (this.#socket?.readyState !== WebSocket.OPEN || !this.#socket.ready) return;
    while (this.#sent < this.#spoken) {
      const end = Math.min(this.#spoken, this.#sent + LONGEST_PIECE);
      this.#socket.send(this.#audio.subarray(this.#sent * 2, end * 2));
      this.#sent = end;
    }
    if (this.#spoken === this.samples && !this.#socket.said) {
      this.#socket.said = true;
      this.#socket.send('{"type":"session.end"}');
    }
  }

  #connect() {
    const socket = new WebSocket(this.#urls[this.#next], { perMessageDeflate: false, handshakeTimeout: CONNECT_MS });
    this.#socket = socket;
    this.#heardAt = performance.now();
    const alive = () => { if (socket === this.#socket) this.#heardAt = performance.now(); };
    socket.on('ping', alive);
    socket.on('pong', alive);
    socket.once('open', () => socket.send(JSON.stringify(this.id
      ? { type: 'session.resume', session_id: this.id, after: this.#seen }
      : { type: 'session.start', resumable: true, ...this.#start })));
    socket.on('error', () => {});
    socket.on('message', (data) => {
      alive();
      const event = JSON.parse(data);
      if (socket === this.#socket) this.#hear(socket, event);
      else this.late.push(event);
    });
    socket.once('close', () => { if (socket === this.#socket) this.#lose(); });
  }

  /** The connection it leaves stays open: what still comes there is kept apart. */
  #ping() {
    if (this.over) return;
    if (performance.now() - this.#heardAt > this.#silentMs) this.#lose();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  async #lose() {
    if (this.over) return;
    this.#socket = { readyState: WebSocket.CLOSED };
    this.#heardAt = Infinity;
    this.#lostAt ??= performance.now();
    if (performance.now() - this.#lostAt > LONGEST_AWAY_MS) {
      this.#fail(new Error(`The session ${this.id} could not be resumed for ${LONGEST_AWAY_MS / 1000} s: ${this.lastError ?? 'nobody answered'}.`));
      return;
    }
    this.#next = (this.#next + 1) % this.#urls.length;
    const wait = Math.max(RETRY_MS, this.#waitMs);
    this.#waitMs = 0;
    await rest(wait);
    this.#connect();
  }

  #hear(socket, event) {
    if (event.type === 'session.resumed') {
      if (event.received < this.#committed) {
        this.#fail(new Error(`The server wants sample ${event.received} again, and said that ${this.#committed} is final.`));
        return;
      }
      this.resumes++;
      this.#lostAt = null;
      this.#sent = Math.min(event.received, this.#spoken);
      socket.send(JSON.stringify({ type: 'audio.position', position: this.#sent }));
      socket.ready = true;
      this.onProgress('back');
      this.#send();
    }
    if (event.type === 'reset') this.faults.push('reset');
    if (event.type === 'error') this.#note(event);
    if (event.seq === undefined) return;
    if (event.seq <= this.#seen) this.faults.push('sequence_repeated');
    this.#seen = event.seq;
    this.sequences.push(event.seq);
    this.onProgress('heard');
    if (event.type === 'session.started') {
      this.id = event.session_id;
      socket.ready = true;
      this.#begun?.();
    }
    if (event.type === 'ack') this.#committed = Math.max(this.#committed, event.committed);
    if (event.type === 'transcript.final') this.finals.push(event);
    if (event.type === 'usage') this.audioSeconds = event.audio_seconds;
    if (event.type === 'session.ended') {
      this.reason = event.reason;
      this.#leave();
      socket.close(1000);
      this.#ended.resolve(event.reason);
    }
  }

  /** What says to come back explains a close; a session that nobody has any more is over; anything else was refused. */
  #note(event) {
    this.lastError = `${event.code}: ${event.message}`;
    if (event.code === 'session_not_found') this.#fail(new Error(`The session ${this.id} is lost: ${this.lastError}`));
    else if (event.seq === undefined && event.retry) this.#waitMs = event.retry_after_ms ?? 0;
    else this.faults.push(event.code);
  }

  #fail(error) {
    this.#leave();
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#socket.terminate();
    this.#ended.reject(error);
  }

  #leave() {
    this.over = true;
    clearInterval(this.#pinging);
  }
}
