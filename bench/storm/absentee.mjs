// A client whose session is silent, and whose connection breaks: it comes back as any client of Parley's does.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { within } from '../lib/session.mjs';
import { silence } from '../lib/speech.mjs';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;
const SECOND = silence(1);

export class Absentee {
  /** Codes with which the server refused to resume the session. */
  refused = [];
  /** Connections that broke, or never came to be, before the session was resumed. */
  failures = 0;
  #url;
  #id = null;
  #seen = 0;
  #socket = null;
  #received = 0;

  constructor(url) { this.#url = url; }

  /** Starts the session; resolves when the server holds a second of audio. */
  start() { return this.#attend({ type: 'session.start', resumable: true, resume_window: 600 }); }

  cut() { this.#socket.terminate(); }

  /** Resumes the session, however often it takes. @returns ms until it was resumed, and until a second more of audio was held */
  async comeBack() {
    const begun = performance.now();
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        const resumed = await this.#attend({ type: 'session.resume', session_id: this.#id, after: this.#seen });
        return { back: resumed - begun, held: performance.now() - begun };
      } catch {
        this.failures++;
        await rest(wait * (0.5 + Math.random() / 2));
      }
    }
  }

  close() { this.#socket.close(1000); }

  #attend(hello) {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    this.#socket = socket;
    return within(new Promise((resolve, reject) => {
      let resumed = 0;
      socket.once('open', () => socket.send(JSON.stringify(hello)));
      socket.on('error', reject);
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.on('message', (data) => {
        const event = JSON.parse(data);
        if (event.type === 'error') this.refused.push(event.code);
        if (event.type === 'session.started') this.#id = event.session_id;
        if (event.type === 'session.started' || event.type === 'session.resumed') {
          resumed = performance.now();
          this.#received = event.received ?? 0;
          socket.send(SECOND);
        }
        if (event.seq !== undefined) this.#seen = event.seq;
        if (event.type === 'ack' && resumed > 0 && event.received > this.#received) resolve(resumed);
      });
    }), 'hold a second of audio');
  }
}
