// One of those who converse: speaks, hears the reply, and speaks over every third of them.
import { setTimeout as rest } from 'node:timers/promises';
import { Ledger } from './ledger.mjs';
import { openMicrophone } from './microphone.mjs';
import { endSession, openSession } from './session.mjs';
import { RATE } from './speech.mjs';

const LOOK_MS = 20;
// What nobody answers within this time after it was said is counted as lost.
const PATIENCE_MS = 30_000;
const INTERRUPTS_EVERY = 3;
// So much of a reply is heard before somebody speaks over it; each time a little more.
const HEARD_MS = [600, 1200, 1800];

/**
 * @param place of the talker, and of the clip that is said first
 * @returns what it said, and what of that was lost
 */
export async function talk(clips, place, { url, silenceMs, until }) {
  const session = await openSession(url, { endpointing: { silence_ms: silenceMs }, converse: {} });
  const ledger = new Ledger(RATE);
  // The first event came before there was anybody to count it.
  ledger.hear({ type: 'session.started', seq: 1 });
  session.onEvent = (event) => ledger.hear(event);
  session.onAudio = (bytes) => ledger.take(bytes);
  const microphone = openMicrophone(session);
  const told = { said: 0, unheard: 0, unanswered: 0, late: 0 };
  for (let turn = place; performance.now() < until && session.socket.readyState === 1; turn++) {
    const said = microphone.say(clips[turn % clips.length].audio);
    told.said++;
    while (microphone.samples <= said.to && session.socket.readyState === 1) await rest(LOOK_MS);
    const answered = await comes(() => ledger.understood(said) && ledger.paid && ledger.reply?.samples !== 0);
    if (!ledger.understood(said)) told.unheard++;
    else if (!answered) told.unanswered++;
    told.late = Math.max(told.late, microphone.late);
    if (turn % INTERRUPTS_EVERY === 0) await rest(HEARD_MS[Math.floor(turn / INTERRUPTS_EVERY) % HEARD_MS.length]);
    else await comes(() => !ledger.reply);
  }
  await comes(() => ledger.paid && !ledger.reply);
  await microphone.stop();
  const samples = microphone.samples;
  try {
    await endSession(session);
  } catch (error) {
    told.failure = error.message;
  }
  return { ...told, ...ledger.settle(samples) };
}

/** @returns whether it came in time */
async function comes(what) {
  const limit = performance.now() + PATIENCE_MS;
  while (!what()) {
    if (performance.now() > limit) return false;
    await rest(LOOK_MS);
  }
  return true;
}
