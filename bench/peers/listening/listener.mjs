export const RATE = 16_000;

const WINDOW = 512;
// The longest utterance, the detector's patience with it, and the margins.
const KEPT = 32 * RATE;
const MARGIN_BEFORE = 0.3 * RATE;
const MARGIN_AFTER = 0.4 * RATE;
// The detector's segments begin so much before the first window with speech.
const DETECTOR_LEAD = 2 * WINDOW;
const FIRST_PARTIAL = 0.35 * RATE;
const PARTIAL_INTERVAL = 0.5 * RATE;
// From the first window with speech to the detector's word for it.
const NOTICED_AFTER = 4 * WINDOW;

/** One connection's audio: what of it is speech, and what is asked of the recogniser. */
export class Listener {
  #detector;
  #queue;
  #options;
  #say;
  #kept = new Float32Array(KEPT);
  #window = new Float32Array(WINDOW);
  #filled = 0;
  #heard = 0;
  #utterances = 0;
  #open = null;
  #closedAt = 0;
  #finals = Promise.resolve();
  #gone = false;

  constructor(detector, queue, options, say) {
    [this.#detector, this.#queue, this.#options, this.#say] = [detector, queue, options, say];
  }

  /** @param data samples of 16 bits, little endian */
  hear(data) {
    for (const sample of samplesOf(data)) {
      this.#window[this.#filled++] = sample / 32768;
      if (this.#filled === WINDOW) this.#listen();
    }
  }

  /** No more audio: resolves when the last final is said. */
  async end() {
    this.#detector.flush();
    this.#collect('input_ended');
    await this.#finals;
  }

  leave() {
    this.#gone = true;
  }

  #listen() {
    this.#filled = 0;
    this.#kept.set(this.#window, this.#heard % KEPT);
    this.#heard += WINDOW;
    this.#detector.acceptWaveform(this.#window);
    if (!this.#open && this.#detector.isDetected()) this.#begin();
    this.#collect('silence');
    if (this.#open && this.#options.partials) this.#glimpse(this.#open);
  }

  #begin() {
    const start = Math.max(this.#closedAt, this.#heard - NOTICED_AFTER);
    this.#open = { number: ++this.#utterances, start, nextPartial: start + FIRST_PARTIAL, asked: false };
    this.#say({ type: 'speech.started', utterance: this.#open.number, start: start / RATE });
  }

  #collect(reason) {
    for (; !this.#detector.isEmpty(); this.#detector.pop()) {
      const { start, samples } = this.#detector.front();
      this.#close(start + DETECTOR_LEAD, start + samples.length, reason);
    }
  }

  #close(start, end, reason) {
    const utterance = this.#open?.number ?? ++this.#utterances;
    this.#open = null;
    this.#say({ type: 'speech.ended', utterance, end: end / RATE, reason });
    const audio = this.#copy(start, end + MARGIN_AFTER);
    this.#closedAt = end;
    const text = this.#queue.ask(() => (this.#gone ? null : audio), true);
    this.#finals = Promise.all([this.#finals, text]).then(([, said]) => {
      if (said) this.#say({ type: 'transcript.final', utterance, text: said, start: start / RATE, end: end / RATE });
    });
  }

  /** One at a time: a queue that is full thins them out. */
  #glimpse(open) {
    if (open.asked || this.#heard < open.nextPartial) return;
    open.asked = true;
    let end = 0;
    const take = () => {
      if (this.#gone || this.#open !== open) return null;
      end = this.#heard;
      return this.#copy(open.start, end);
    };
    this.#queue.ask(take, false).then((text) => {
      open.asked = false;
      open.nextPartial = end + PARTIAL_INTERVAL;
      if (text && this.#open === open) {
        this.#say({ type: 'transcript.partial', utterance: open.number, text, start: open.start / RATE, end: end / RATE });
      }
    });
  }

  /** With the margin before it, as far as it is nobody else's; what is not yet there after it is silence. */
  #copy(start, end) {
    const from = Math.max(0, this.#heard - KEPT, this.#closedAt, start - MARGIN_BEFORE);
    const samples = new Float32Array(end - from);
    const to = Math.min(end, this.#heard);
    for (let at = from; at < to;) {
      const place = at % KEPT;
      const count = Math.min(to - at, KEPT - place);
      samples.set(this.#kept.subarray(place, place + count), at - from);
      at += count;
    }
    return samples;
  }
}

/** The bytes as they lie where that is possible: at an even place. */
function samplesOf({ buffer, byteOffset, length }) {
  const samples = length >> 1;
  return byteOffset % 2 === 0
    ? new Int16Array(buffer, byteOffset, samples)
    : new Int16Array(buffer.slice(byteOffset, byteOffset + 2 * samples));
}
