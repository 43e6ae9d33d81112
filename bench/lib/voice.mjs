// The voice alone, over HTTP: when its first bytes are there, and which word is being said when.
const RATE = 24_000;
const QUIET = 200;

const address = (url) => url.replace('ws:', 'http:').replace('/v1/sessions', '/v1/audio/speech');

async function ask(url, text) {
  const answer = await fetch(address(url), { method: 'POST', body: JSON.stringify({ input: text, response_format: 'pcm' }) });
  if (!answer.ok) throw new Error(`The voice answered ${answer.status}.`);
  return answer;
}

/** Until the first bytes of a sentence are there, in milliseconds, so many times after two to warm up. */
export async function firstBytes(url, sentence, times) {
  const took = [];
  for (let again = -2; again < times; again++) {
    const begun = performance.now();
    const reader = (await ask(url, sentence)).body.getReader();
    await reader.read();
    if (again >= 0) took.push(performance.now() - begun);
    await reader.cancel();
  }
  return took;
}

/**
 * Where each word of a text ends in its audio, samples: sentences are spoken one by one, and a word ends where the speech of what
 * comes before it and itself does.
 */
export async function wordEnds(url, sentences) {
  const ends = [];
  let before = 0;
  for (const sentence of sentences) {
    const words = sentence.trim().split(' ');
    for (let count = 1; count <= words.length; count++) {
      const audio = await samples(url, words.slice(0, count).join(' ').replace(/[^\p{L}]+$/u, ''));
      ends.push(before + audio.findLastIndex((sample) => Math.abs(sample) > QUIET) + 1);
    }
    before += (await samples(url, sentence.trim())).length;
  }
  return ends;
}

async function samples(url, text) {
  const bytes = await (await ask(url, text)).arrayBuffer();
  return new Int16Array(bytes, 0, Math.floor(bytes.byteLength / 2));
}

/** How far somebody is who plays a reply as it comes, and holds it when told. */
export class Player {
  #received = 0;
  #played = 0;
  #since = null;

  /** @param samples more that came */
  take(samples, at) {
    this.#advance(at);
    if (this.#received === 0) this.#since = at;
    this.#received += samples;
  }

  pause(at) {
    const played = this.at(at);
    this.#since = null;
    return played;
  }

  resume(at) {
    this.#since = at;
  }

  /** Samples that were played at this moment. */
  at(now) {
    this.#advance(now);
    return Math.floor(this.#played);
  }

  #advance(now) {
    if (this.#since === null) return;
    this.#played = Math.min(this.#received, this.#played + ((now - this.#since) * RATE) / 1000);
    this.#since = now;
  }
}
