// A speaker whose session outlives servers: keeps what is not committed, and goes to the next server when one is gone.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { RATE } from './speech.mjs';

const FRAME = RATE / 50;
const RETRY_MS = 20;
const CONNECT_MS = 500;

export class Survivor {
  finals = [];
  sequences = [];
  #urls;
  #audio;
  #start;
  #next = 0;
  #spoken = 0;
  #sent = 0;
  #committed = 0;
  #seen = 0;
  #id = null;
  #socket = null;
  #ended;
  #begun = null;

  /** @param urls where the servers are @param audio samples of 16 bits, at 16 kHz @param start options of the session */
  constructor(urls, audio, start) {
    [this.#urls, this.#audio, this.#start] = [urls, audio, start];
    this.done = new Promise((resolve, reject) => { this.#ended = { resolve, reject }; });
    this.#connect();
  }

  /** Where in `urls` the server is that the session is at. */
  get at() { return this.#next; }

  /** Called with `back` when the session is resumed, with `heard` at each event of it after that. */
  onProgress = () => {};

  /** Seconds spoken so far. */
  get seconds() { return this.#spoken / RATE; }

  /** Speaks at the pace of speech, times `pace`, until everything is said. */
  async speak(pace = 1) {
    await new Promise((resolve) => { this.#begun = resolve; if (this.#id) resolve(); });
    const samples = this.#audio.length / 2;
    const begun = performance.now();
    while (this.#spoken < samples) {
      const wait = begun + (this.#spoken / RATE / pace) * 1000 - performance.now();
      if (wait > 0) await rest(wait);
      this.#spoken = Math.min(samples, this.#spoken + FRAME);
      this.#send();
    }
    this.#send();
  }

  #send() {
    if (this.#socket?.readyState !== WebSocket.OPEN || !this.#socket.ready) return;
    if (this.#sent < this.#spoken) {
      this.#socket.send(this.#audio.subarray(this.#sent * 2, this.#spoken * 2));
      this.#sent = this.#spoken;
    }
    if (this.#spoken * 2 === this.#audio.length && !this.#socket.said) {
      this.#socket.said = true;
      this.#socket.send('{"type":"session.end"}');
    }
  }

  #connect() {
    const socket = new WebSocket(this.#urls[this.#next], { perMessageDeflate: false, handshakeTimeout: CONNECT_MS });
    this.#socket = socket;
    socket.once('open', () => socket.send(JSON.stringify(this.#id
      ? { type: 'session.resume', session_id: this.#id, after: this.#seen }
      : { type: 'session.start', resumable: true, ...this.#start })));
    socket.on('error', () => {});
    socket.on('message', (data) => this.#hear(socket, JSON.parse(data)));
    socket.once('close', async () => {
      if (this.#socket !== socket || this.over) return;
      this.#next = (this.#next + 1) % this.#urls.length;
      await rest(RETRY_MS);
      this.#connect();
    });
  }

  #hear(socket, event) {
    if (event.type === 'session.resumed') {
      if (event.received < this.#committed) this.#ended.reject(new Error(`The server wants sample ${event.received} again, and said that ${this.#committed} is final.`));
      this.#sent = Math.min(event.received, this.#spoken);
      socket.send(JSON.stringify({ type: 'audio.position', position: this.#sent }));
      socket.ready = true;
      this.onProgress('back');
      this.#send();
    }
    if (event.seq === undefined) return;
    this.#seen = event.seq;
    this.sequences.push(event.seq);
    this.onProgress('heard');
    if (event.type === 'session.started') {
      this.#id = event.session_id;
      socket.ready = true;
      this.#begun?.();
    }
    if (event.type === 'ack') this.#committed = Math.max(this.#committed, event.committed);
    if (event.type === 'transcript.final') this.finals.push(event);
    if (event.type === 'usage') this.audioSeconds = event.audio_seconds;
    if (event.type === 'session.ended') {
      this.over = true;
      socket.close(1000);
      this.#ended.resolve(event.reason);
    }
  }
}
