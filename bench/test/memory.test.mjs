import assert from 'node:assert/strict';
import { test } from 'node:test';
import { committedOf, growthOf, heapOf, lowWaterOf, slopeOf } from '../lib/memory.mjs';

/** Ten minutes, a reading every ten seconds. */
const readings = (megabytes) => Array.from({ length: 60 }, (_, place) => ({ minutes: (place + 1) / 6, megabytes: megabytes((place + 1) / 6) }));

test('what grows while it warms up is no growth', () => {
  const { early, late, growth, slope } = growthOf(readings((minutes) => 100 + 50 * Math.min(minutes, 2)), 'megabytes');
  assert.deepEqual([early, late, growth, slope], [200, 200, 0, 0]);
});

test('what grows by five megabytes a minute has grown by 35 from the third minute to the tenth', () => {
  const { growth, slope } = growthOf(readings((minutes) => 100 + 5 * minutes), 'megabytes');
  assert.ok(Math.abs(growth - 35) < 0.5 && Math.abs(slope - 5) < 1e-9, `${growth}, ${slope}`);
});

test('a run of seconds has two ends as well', () => {
  const { early, late } = growthOf([{ minutes: 0.05, heap: 1 }, { minutes: 0.1, heap: 2 }, { minutes: 0.15, heap: 3 }, { minutes: 0.2, heap: 4 }], 'heap');
  assert.deepEqual([early, late], [1.5, 3.5]);
  assert.equal(growthOf([{ minutes: 0.05, heap: 7 }], 'heap').growth, 0);
});

test('what is collected now and then is flat when it comes down to the same each time, and what stays is not', () => {
  const garbage = ({ minutes }) => 40 * (minutes % 2);
  const saw = (leak) => readings((minutes) => 20 + garbage({ minutes }) + leak * minutes);
  assert.ok(Math.abs(lowWaterOf(saw(0), 'megabytes').growth) < 1e-6);
  assert.ok(lowWaterOf(saw(3), 'megabytes').growth > 10);
  assert.equal(lowWaterOf([{ minutes: 0.1, heap: 3 }], 'heap').growth, 0);
});

test('a single point has no slope', () => assert.equal(slopeOf([[1, 1]]), 0));

test('the heap is what the generations hold without the gaps between', () => {
  const line = (kind, generation, value) => `dotnet_gc_last_collection_heap_${kind}size_bytes{gc_heap_generation="${generation}"} ${value}\n`;
  assert.equal(committedOf('dotnet_gc_last_collection_memory_committed_size_bytes 5242880\n'), 5);
  assert.equal(heapOf(line('', 'gen0', 2 << 20) + line('', 'loh', 3 << 20) + line('fragmentation_', 'gen0', 1 << 20)), 4);
});
