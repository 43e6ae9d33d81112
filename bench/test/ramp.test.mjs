import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, findCapacity, mayStillPass } from '../lib/ramp.mjs';

async function search(carries, { start = 4, step = 4, most = 256, tolerance = 0 } = {}) {
  const tried = [];
  const found = await findCapacity(async (level) => { tried.push(level); return level <= carries; }, { start, step, most, tolerance });
  return { found, tried };
}

test('every capacity is found, wherever the search begins', async () => {
  for (let carries = 0; carries <= 40; carries++) {
    for (const start of [1, 4, 17, 40]) {
      for (const step of [1, 5]) assert.equal((await search(carries, { start, step, most: 40 })).found, carries, `${carries} from ${start}`);
    }
  }
});

test('no level is tried twice, and few are', async () => {
  for (let carries = 0; carries <= 256; carries++) {
    const { tried } = await search(carries);
    assert.equal(new Set(tried).size, tried.length);
    assert.ok(tried.length <= 16, `${tried}`);
  }
});

test('a search that begins near the capacity needs few trials', async () => {
  const { found, tried } = await search(31, { start: 30, step: 3, tolerance: 0.06 });
  assert.ok(Math.abs(found - 31) <= 2);
  assert.ok(tried.length <= 4, `${tried}`);
});

test('no level above the highest is tried', async () => {
  const { found, tried } = await search(1000, { most: 50 });
  assert.equal(found, 50);
  assert.ok(Math.max(...tried) === 50);
});

test('a tolerance ends the search early, with a level that passed', async () => {
  for (let carries = 1; carries <= 200; carries++) {
    const { found } = await search(carries, { tolerance: 0.1 });
    assert.ok(found <= carries && found >= Math.min(carries, carries / 1.1 - 1), `${found} of ${carries}`);
  }
});

const heard = { finals: [100, 200, 300], words: 100, early: false, failures: [] };

test('a trial fails by a lost connection, by lateness, by words that are missing, and by nothing else', () => {
  assert.equal(fault(heard, 100, 600), null);
  assert.equal(fault({ ...heard, failures: ['The server closed it.'] }, 100, 600), 'The server closed it.');
  assert.equal(fault({ ...heard, finals: [100, 700, 800] }, 100, 600), 'late');
  assert.equal(fault({ ...heard, finals: [] }, 100, 600), 'late');
  assert.equal(fault({ ...heard, early: true }, 100, 600), 'late');
  assert.equal(fault({ ...heard, words: 89 }, 100, 600), 'words lost');
  assert.equal(fault({ ...heard, words: 90 }, 100, 600), null);
  assert.equal(fault({ ...heard, words: 5 }, 7, 600), null);
  assert.equal(fault({ ...heard, words: 4 }, 7, 600), 'words lost');
});

test('a few late finals among many are within the ninety-fifth percentile', () => {
  const finals = [...Array.from({ length: 97 }, () => 300), 900, 900, 900];
  assert.equal(fault({ ...heard, finals }, 100, 600), null);
});

test('a trial goes on as long as its P95 may still be in time', () => {
  assert.equal(mayStillPass(6, 100), true);
  assert.equal(mayStillPass(7, 100), false);
  assert.equal(mayStillPass(1, 0), true);
});
