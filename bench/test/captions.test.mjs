import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWords, standingWords } from '../lib/captions.mjs';

test('words that stay are shown once and not changed', () => {
  assert.deepEqual(countWords(['the', 'the quick', 'The quick brown', 'The quick brown fox.']), { shown: 3, changed: 0 });
});

test('a word that is replaced or taken away is changed, and what comes instead is shown', () => {
  assert.deepEqual(countWords(['the quit', 'the quick', 'the quick fox']), { shown: 3, changed: 1 });
  assert.deepEqual(countWords(['hello there', '']), { shown: 2, changed: 2 });
});

test('a word that only moves along has not changed', () => {
  assert.deepEqual(countWords(['one two', 'oh one two', 'oh one two']), { shown: 3, changed: 0 });
});

test('without partials nothing was shown', () => {
  assert.deepEqual(countWords(['all of it']), { shown: 0, changed: 0 });
});

test('a word stands since it was shown to stay, and what nobody saw before since the final', () => {
  assert.deepEqual(standingWords([{ text: 'the quit', at: 1 }, { text: 'the quick', at: 2 }, { text: 'The quick fox.', at: 3 }]),
    [{ since: 1, end: 3 / 11 }, { since: 2, end: 8 / 11 }, { since: 3, end: 1 }]);
});

test('a word that goes and comes back stands since it came back', () => {
  assert.deepEqual(standingWords([{ text: 'one', at: 1 }, { text: 'won', at: 2 }, { text: 'one', at: 3 }]), [{ since: 3, end: 1 }]);
  assert.deepEqual(standingWords([{ text: 'one', at: 1 }, { text: '', at: 2 }]), []);
});
