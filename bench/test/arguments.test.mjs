import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { readArguments, usage } from '../lib/arguments.mjs';
import { SUITES } from '../lib/suites.mjs';

test('without a suite, all run but those that stand apart', () => {
  const { suites } = readArguments([]);
  assert.deepEqual(suites, Object.keys(SUITES).filter((name) => !SUITES[name].apart));
  assert.ok(suites.includes('streams'));
});

test('a suite has defaults of its own, and what is asked for goes before them', () => {
  const { optionsOf } = readArguments(['streams', 'latency']);
  assert.deepEqual([optionsOf('streams').model, optionsOf('latency').model], ['moonshine-tiny', 'moonshine-base']);
  assert.deepEqual([optionsOf('streams').silenceMs, optionsOf('latency').silenceMs], [200, 300]);
  const asked = readArguments(['streams', '--silence-ms', '400']).optionsOf('streams');
  assert.deepEqual([asked.silenceMs, asked.model], [400, 'moonshine-tiny']);
});

test('what is compared is measured five times', () => {
  assert.equal(readArguments(['streams']).optionsOf('streams').rounds, 5);
});

test('a value outside its limits, an option of another suite and an unknown suite are refused by name', () => {
  assert.throws(() => readArguments(['streams', '--rounds', '0']), /--rounds is a whole number from 1 to 50, not '0'/);
  assert.throws(() => readArguments(['churn', '--most', '5']), /--most is not an option of churn/);
  assert.throws(() => readArguments(['speed']), /There is no suite 'speed'/);
});

test('the usage names every suite, and there is a file for each', () => {
  const text = usage();
  for (const name of Object.keys(SUITES)) assert.match(text, new RegExp(`^  ${name} `, 'm'));
  const files = readdirSync(new URL('../suites', import.meta.url)).map((file) => file.replace('.mjs', ''));
  assert.deepEqual(files.sort(), Object.keys(SUITES).sort());
});
