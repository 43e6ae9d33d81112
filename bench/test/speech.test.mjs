import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RATE, silence, speechIn } from '../lib/speech.mjs';
import { Player } from '../lib/voice.mjs';

const tone = (seconds, level) => {
  const samples = Int16Array.from({ length: seconds * RATE }, (_, place) => level * Math.sin(place / 5));
  return Buffer.from(samples.buffer);
};

test('speech begins and ends where its energy lasts, and a click is none', () => {
  const clip = Buffer.concat([silence(0.2), tone(0.01, 20_000), silence(0.2), tone(0.5, 8000), tone(0.3, 60), silence(0.1)]);
  assert.deepEqual(speechIn(clip), { from: 0.41 * RATE, to: 0.91 * RATE });
  assert.deepEqual(speechIn(tone(0.2, 8000)), { from: 0, to: 0.2 * RATE });
});

test('a player plays no faster than time passes, no more than came, and nothing while it is held', () => {
  const player = new Player();
  assert.equal(player.at(50), 0);
  player.take(4800, 100);
  assert.equal(player.at(150), 1200);
  assert.equal(player.at(1000), 4800);
  player.take(4800, 1100);
  assert.equal(player.pause(1150), 6000);
  assert.equal(player.at(2000), 6000);
  player.resume(2000);
  assert.equal(player.at(2050), 7200);
});
