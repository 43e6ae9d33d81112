import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idleShare, readTicks } from '../lib/noise.mjs';
import { median, percentile, spread } from '../lib/statistics.mjs';

test('a percentile lies between the two samples next to it', () => {
  assert.equal(percentile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(percentile([10, 20], 0.95), 19.5);
  assert.equal(percentile([7], 0.95), 7);
  assert.equal(percentile([], 0.5), null);
});

test('samples keep their order', () => {
  const samples = [3, 1, 2];
  assert.equal(median(samples), 2);
  assert.deepEqual(samples, [3, 1, 2]);
});

test('a spread is the median with the least and the most', () => {
  assert.deepEqual(spread([2, 9, 4]), { median: 4, least: 2, most: 9 });
});

test('idle is what the processors spent idle or waiting for disks, of all they spent', () => {
  const before = readTicks('cpu  100 0 50 1000 10 0 0 0 7 7\ncpu0 1 2 3\n');
  const after = readTicks('cpu  130 0 60 1150 20 0 0 0 9 9\ncpu0 1 2 3\n');
  assert.deepEqual(before, [100, 0, 50, 1000, 10, 0, 0, 0]);
  assert.equal(idleShare(before, after), 160 / 200);
  assert.equal(idleShare(before, before), 0);
});
