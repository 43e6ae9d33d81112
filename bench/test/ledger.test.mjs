import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger } from '../lib/ledger.mjs';

const RATE = 16_000;

/** What a server says, each event with the next number unless it has one; a number alone is a binary message of so many samples. */
function settled(events, samples = 32_000) {
  const ledger = new Ledger(RATE);
  let seq = 0;
  for (const event of events) {
    if (typeof event === 'number') ledger.take(2 * event);
    else ledger.hear({ seq: ++seq, ...event });
    if (event.seq) seq = event.seq;
  }
  return ledger.settle(samples);
}

const said = (utterance, end) => [
  { type: 'speech.started', utterance, start: end - 0.5 }, { type: 'speech.ended', utterance, end },
  { type: 'transcript.final', utterance, text: 'one two', start: end - 0.5, end },
];
const sound = (reply, position, samples = 2400) => [{ type: 'reply.audio', reply, position }, samples];
const ended = (reply, reason, played) => ({ type: 'reply.ended', reply, reason, played });
const ack = (samples) => ({ type: 'ack', received: samples, committed: samples });
const begun = (reply) => ({ type: 'reply.started', reply });

test('a turn that is answered to the end owes nothing', () => {
  const { finals, completed, finalsMissing, repliesMissing, samplesLost, skipped, holes, complaints } = settled([
    ...said(1, 1), begun(1), ...sound(1, 0), ...sound(1, 2400), ended(1, 'completed', 4800), ack(32_000),
  ]);
  assert.deepEqual([finals, completed, finalsMissing, repliesMissing, samplesLost, skipped, holes, complaints], [1, 1, 0, 0, 0, 0, 0, []]);
});

test('an utterance without a final is missed, unless its samples are committed', () => {
  const [started, over] = said(1, 1);
  assert.deepEqual([settled([started, over]).finalsMissing, settled([started]).finalsMissing], [1, 1]);
  const committed = settled([started, over, ack(16_000)]);
  assert.deepEqual([committed.finalsMissing, committed.wordless], [0, 1]);
});

test('a final without a reply is missed, and so is one whose reply began before it', () => {
  assert.equal(settled(said(1, 1)).repliesMissing, 1);
  assert.equal(settled([...said(1, 1), begun(1), ...sound(1, 0), ...said(2, 2), ended(1, 'interrupted', 0)]).repliesMissing, 1);
  assert.equal(settled([...said(1, 1), begun(1), ...said(2, 2), ended(1, 'interrupted', 0), begun(2)]).repliesMissing, 0);
});

test('what is said beside a reply that goes on is owed no answer', () => {
  assert.equal(settled([...said(1, 1), begun(1), ...said(2, 2), ended(1, 'completed', 0)]).repliesMissing, 0);
});

test('numbers that never came are counted, and apart from them the audio of a reply that was stopped', () => {
  assert.deepEqual(pick(settled([ack(1), { ...ack(2), seq: 5 }])), { skipped: 3, withheld: 0 });
  assert.deepEqual(pick(settled([begun(1), { type: 'reply.paused', reply: 1 }, { ...ended(1, 'interrupted', 0), seq: 6 }])), { skipped: 0, withheld: 3 });
  assert.deepEqual(pick(settled([{ ...ack(1), seq: 2 }, { ...ack(2), seq: 2 }])), { skipped: 2, withheld: 0 });
});

test('audio that is missing, cut or has no event of its own is a hole', () => {
  assert.equal(settled([begun(1), ...sound(1, 0), ...sound(1, 4800)]).holes, 1);
  assert.equal(settled([begun(1), { type: 'reply.audio', reply: 1, position: 0 }, ack(1)]).holes, 1);
  assert.equal(settled([begun(1), 2400]).holes, 1);
  assert.equal(settled([begun(1), ...sound(1, 0), ended(1, 'completed', 4800)]).holes, 1);
});

test('samples that were not committed, errors, notices and replies out of turn are told', () => {
  assert.equal(settled([{ type: 'ack', received: 32_000, committed: 16_000 }]).samplesLost, 16_000);
  const { complaints } = settled([
    { type: 'error', code: 'internal_error', seq: undefined }, { type: 'notice', code: 'voice_failed' }, begun(1), begun(2),
    ended(2, 'completed', 0), ...sound(2, 0), ended(2, 'completed', 2400), ...said(1, 1), said(1, 1)[2],
  ]);
  assert.deepEqual(complaints, ['internal_error', 'voice_failed', 'reply_out_of_turn', 'audio_after_its_end', 'reply_ended_twice', 'final_repeated']);
});

const pick = ({ skipped, withheld }) => ({ skipped, withheld });
