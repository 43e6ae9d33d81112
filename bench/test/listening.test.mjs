// The peer that Parley is compared with: it has to be as good as it is said to be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeQueue } from '../peers/listening/decode-queue.mjs';
import { Listener, RATE } from '../peers/listening/listener.mjs';

const soon = () => new Promise((resolve) => { setImmediate(resolve); });

function held() {
  const running = [];
  return { running, decode: (samples) => new Promise((resolve) => { running.push({ samples, end: () => resolve(`text ${samples}`) }); }) };
}

test('no more decodes run than there are threads, and finals go before partials', async () => {
  const { running, decode } = held();
  const queue = new DecodeQueue(2, decode);
  const texts = [];
  for (const [name, final] of [['p1', false], ['p2', false], ['p3', false], ['f1', true]]) queue.ask(() => name, final).then((text) => texts.push(text));
  assert.deepEqual(running.map(({ samples }) => samples), ['p1', 'p2']);
  running[0].end();
  await soon();
  assert.deepEqual(running.map(({ samples }) => samples), ['p1', 'p2', 'f1']);
  running[1].end();
  await soon();
  assert.deepEqual(running.map(({ samples }) => samples), ['p1', 'p2', 'f1', 'p3']);
  assert.deepEqual(texts, ['text p1', 'text p2']);
});

test('what nobody wants any more is not decoded', async () => {
  const { running, decode } = held();
  const queue = new DecodeQueue(1, decode);
  assert.equal(await queue.ask(() => null, true), null);
  queue.ask(() => 'next', true);
  assert.deepEqual(running.map(({ samples }) => samples), ['next']);
});

test('a decode that fails frees its thread', async () => {
  const queue = new DecodeQueue(1, async (samples) => { if (samples === 'bad') throw new Error('no'); return samples; });
  await assert.rejects(queue.ask(() => 'bad', true), /no/);
  assert.equal(await queue.ask(() => 'good', true), 'good');
});

/** Hears speech where it is told to: from `speech[0]` to `speech[1]`, in samples, known `late` samples after the end. */
function scripted([start, end], late) {
  let heard = 0;
  let done = false;
  return {
    acceptWaveform: (samples) => { heard += samples.length; },
    isDetected: () => heard >= start && heard < end + late,
    isEmpty: () => done || heard < end + late,
    front: () => ({ start: start - 1024, samples: { length: end - start + 1024 } }),
    pop: () => { done = true; },
    flush: () => { heard = Math.max(heard, end + late); },
  };
}

const sound = (samples) => Buffer.from(Int16Array.from({ length: samples }, (_, place) => place % 1000).buffer);

test('an utterance is decoded with its margins, in the order of its samples, and silence where there is nothing yet', async () => {
  const decoded = [];
  const queue = new DecodeQueue(1, async (samples) => { decoded.push(samples); return 'words'; });
  const said = [];
  const listener = new Listener(scripted([RATE, 2 * RATE], 3200), queue, { partials: false }, (event) => said.push(event));
  const audio = sound(3 * RATE);
  for (let place = 0; place < audio.length; place += 641) listener.hear(audio.subarray(place, place + 641 - (place + 641 > audio.length ? 0 : 1)));
  await listener.end();
  assert.deepEqual(said.map(({ type }) => type), ['speech.started', 'speech.ended', 'transcript.final']);
  const final = said.at(-1);
  assert.deepEqual([final.text, final.start, final.end], ['words', 1, 2]);
  assert.equal(decoded[0].length, 1.7 * RATE);
  const silent = decoded[0].findLastIndex((sample) => sample !== 0) + 1;
  assert.ok(silent >= (0.3 + 1 + 0.2) * RATE && silent < decoded[0].length, `${silent}`);
});

test('partials come every half second while somebody speaks, one at a time', async () => {
  const { running, decode } = held();
  const queue = new DecodeQueue(2, decode);
  const listener = new Listener(scripted([0, 4 * RATE], 3200), queue, { partials: true }, () => {});
  const second = sound(RATE);
  listener.hear(second);
  assert.equal(running.length, 1);
  listener.hear(second);
  assert.equal(running.length, 1);
  running[0].end();
  await soon();
  listener.hear(second);
  assert.equal(running.length, 2);
  assert.ok(running[1].samples.length > 2 * running[0].samples.length);
});

test('audio at an odd place of its buffer is heard as any other', async () => {
  const decoded = [];
  const queue = new DecodeQueue(1, async (samples) => { decoded.push([...samples.subarray(4800, 4900)]); return 'x'; });
  for (const shift of [0, 1]) {
    const listener = new Listener(scripted([RATE, 2 * RATE], 3200), queue, { partials: false }, () => {});
    const bytes = sound(3 * RATE);
    const place = Buffer.alloc(bytes.length + shift);
    bytes.copy(place, shift);
    listener.hear(place.subarray(shift));
    await listener.end();
  }
  assert.deepEqual(decoded[0], decoded[1]);
  assert.ok(decoded[0].some((sample) => sample !== 0));
});
