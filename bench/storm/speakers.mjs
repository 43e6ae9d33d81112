// Speakers that talk without an end, as many as a server lets in, a process of their own: their clock goes on while others connect.
// One order a line on standard input, one answer a line on standard output. {"begin":{url, speech, silenceMs, pace}} → {"speakers":N};
// {"end":true} → {"failures":[MESSAGE], "stoodStill":ms}: of those whose session broke, and for how long
// this process did nothing at a time, at most; they themselves end with the server.
import { createInterface } from 'node:readline';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as rest } from 'node:timers/promises';
import { speak } from '../lib/session.mjs';
import { readClips } from '../lib/speech.mjs';

const MOST = 200;
const NEXT_MS = 400;
const TALK_CLIPS = 60;
const PAUSE_SECONDS = 0.5;

const delay = monitorEventLoopDelay({ resolution: 1 });
let over = false;
const failures = [];

async function begin({ url, speech, silenceMs, pace }) {
  const clips = readClips(speech);
  delay.enable();
  let speakers = 0;
  let full = false;
  for (; !full && speakers < MOST; speakers += full ? 0 : 1) {
    talk(url, clips, speakers, { silenceMs, pace }).catch((error) => {
      if (/over_capacity/.test(error.message)) full = true;
      else if (!over) failures.push(error.message);
    });
    await rest(NEXT_MS / pace);
  }
  if (!full) throw new Error(`${MOST} speakers do not fill the engine of this machine: --set Engine:Workers=1`);
  return { speakers };
}

function talk(url, clips, place, how) {
  const said = Array.from({ length: TALK_CLIPS * how.pace }, (_, next) => clips[(place + next) % clips.length]);
  return speak(url, said, { ...how, pauseSeconds: PAUSE_SECONDS });
}

function end() {
  over = true;
  return { failures, stoodStill: delay.max / 1e6 };
}

const ORDERS = { begin, end };
for await (const line of createInterface({ input: process.stdin })) {
  const [[name, what]] = Object.entries(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(await ORDERS[name](what))}\n`);
}
