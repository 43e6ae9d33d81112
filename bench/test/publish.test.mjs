import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chartsOf, versus } from '../lib/charts.mjs';
import { toCsv } from '../lib/csv.mjs';
import { publish } from '../lib/publish.mjs';
import { draw, ticks, wrap } from '../lib/svg.mjs';

const count = (svg, what) => svg.split(what).length - 1;

test('a table in CSV has all columns, and quotes what would break it', () => {
  assert.equal(toCsv([{ '': 'a, b', 'P50, ms': 1.5 }, { '': 'say "so"', words: null }]), ',"P50, ms",words\r\n"a, b",1.5,\r\n"say ""so""",,\r\n');
});

test('an axis begins at 0, ends above all values, and has few round steps', () => {
  assert.deepEqual(ticks(4.2), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(ticks(600), [0, 200, 400, 600]);
  for (const most of [0, 0.003, 0.7, 1, 19, 99, 12_345]) {
    const all = ticks(most);
    assert.ok(all[0] === 0 && all.at(-1) >= most && all.length >= 2 && all.length <= 8, `${most}: ${all}`);
  }
});

test('bars have a whisker where the least and the most differ, and none where there is one value', () => {
  const svg = draw({
    kind: 'bars', title: 'A < B', unit: 'ms', groups: ['one', 'two'],
    series: [{ label: 'A', values: [{ median: 2, least: 1, most: 3 }, 4] }, { label: 'B', values: [null, { median: 5, least: 5, most: 5 }] }],
  });
  assert.equal(count(svg, '<rect'), 1 + 2 + 3);
  assert.equal(count(svg, '<line'), ticks(5).length + 3);
  assert.ok(svg.includes('A &lt; B') && !svg.includes('NaN'));
});

test('a higher value has a higher bar', () => {
  const svg = draw({ kind: 'bars', title: '', unit: '', groups: ['x'], series: [{ label: 'A', values: [10] }, { label: 'B', values: [40] }] });
  const [first, second] = [...svg.matchAll(/<rect [^>]*height="([\d.]+)" fill="#/g)].slice(-2).map((found) => Number(found[1]));
  assert.ok(Math.abs(second / first - 4) < 0.05, `${first} ${second}`);
});

test('lines show the limit, and keep within the picture what lies far above it', () => {
  const svg = draw({ kind: 'lines', title: 'P95', x: 'speakers', y: 'ms', limit: 600, series: [{ label: 'A', points: [[1, 200], [8, 90_000]] }] });
  assert.equal(count(svg, '<circle'), 2);
  assert.equal(count(svg, 'stroke-dasharray'), 1);
  const heights = [...svg.matchAll(/cy="([-\d.]+)"/g)].map((found) => Number(found[1]));
  assert.ok(heights.every((height) => height > 0) && heights[1] < heights[0]);
});

test('nothing to show is a picture all the same', () => {
  assert.ok(!draw({ kind: 'lines', title: '', x: '', y: '', series: [{ label: 'A', points: [] }] }).includes('NaN'));
  assert.ok(!draw({ kind: 'bars', title: '', unit: '', groups: ['x'], series: [{ label: 'A', values: [null] }] }).includes('NaN'));
});

test('a long name stands in lines', () => {
  assert.deepEqual(wrap('finals only and more', 11), ['finals only', 'and more']);
  assert.deepEqual(wrap('a b c d e f', 1), ['a', 'b', 'c', 'd …']);
});

test('a suite without charts of its own has one for each unit of its table', () => {
  const charts = chartsOf({ rows: [{ '': 'alone', finals: 3, 'P50, ms': 1, 'P95, ms': 2 }, { '': 'amid', finals: 4, 'P50, ms': null, 'P95, ms': 3 }] });
  assert.deepEqual(charts.map(({ name, groups }) => [name, groups]), [['count', ['alone', 'amid']], ['ms', ['alone', 'amid']]]);
  assert.deepEqual(charts[1].series, [{ label: 'P50', values: [1, null] }, { label: 'P95', values: [2, 3] }]);
});

test('a folder holds the report with each of its plots, the tables and everything', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  try {
    const charts = [versus('speed', 'Speed', 'words a second', { A: [1, 2, 3], B: [4] })];
    publish(folder, {
      at: '2001-02-03T04:05:06.000Z', machine: { cores: 2, processor: 'a processor', node: 'v1' }, words: ['files'],
      suites: { files: { rows: [{ '': 'A', words: 2 }], notes: ['It was quiet.'], charts, tables: { trials: [{ round: 1 }] }, noise: { load: 0.5, idle: 0.9 } } },
    });
    const page = readFileSync(join(folder, 'report.md'), 'utf8');
    assert.deepEqual(readdirSync(folder).sort(), ['files-speed.svg', 'files-trials.csv', 'files.csv', 'report.json', 'report.md']);
    for (const expected of ['./parley bench files', '## files', '| A |', '* It was quiet.', 'load 0.50, 90 % idle', '![Speed](files-speed.svg)']) {
      assert.ok(page.includes(expected), `${expected} in\n${page}`);
    }
    assert.equal(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).suites.files.rows[0].words, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
