// A server with many silent sessions, whose engine has as much to do as it can: all connections break at once and come back
// at once, while others ask for new sessions. Who comes back is never refused; who is new is told at once.
// Who comes back, who speaks and who asks are three processes: none waits for what another does.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as rest } from 'node:timers/promises';
import { cpuSeconds } from '../lib/child.mjs';
import { startClient } from '../lib/client.mjs';
import { allowDescriptors, SPARE_DESCRIPTORS } from '../lib/descriptors.mjs';
import { startServer } from '../lib/parley.mjs';
import { percentile } from '../lib/statistics.mjs';
import { Absentee } from '../storm/absentee.mjs';

const AT_ONCE = 64;
const CALM_MS = 3000;
// Less than a server would wait: so that fewer speakers fill the engine.
const FINAL_WAIT = 'Engine:FinalWaitMs=100';

export async function run(options, say) {
  allowDescriptors(2 * options.sessions, '--sessions');
  const server = await startServer({
    ...options,
    set: [`Limits:MaxConnections=${2 * options.sessions + SPARE_DESCRIPTORS}`, `Limits:MaxSessions=${options.sessions + SPARE_DESCRIPTORS}`,
      'Limits:IdleSeconds=3600', FINAL_WAIT, ...options.set],
  });
  const speakers = startClient('../storm/speakers.mjs');
  const newcomers = startClient('../storm/newcomers.mjs');
  try {
    const absentees = Array.from({ length: options.sessions }, () => new Absentee(server.url));
    await inTurn(absentees, (absentee) => absentee.start());
    say(`${absentees.length} silent sessions stand`);
    const { speakers: count } = await speakers.begin({ url: server.url, speech: options.speech, silenceMs: options.silenceMs, pace: options.pace });
    say(`${count} speakers fill the engine`);

    await newcomers.begin({ url: server.url });
    await rest(CALM_MS);
    const calm = await newcomers.end();
    const storms = [];
    for (let round = 1; round <= options.rounds; round++) {
      storms.push(await storm(server, absentees, newcomers));
      say(`storm ${round} of ${options.rounds}: settled after ${(storms.at(-1).settled / 1000).toFixed(1)} s`);
    }
    const { failures, stoodStill } = await speakers.end();
    for (const absentee of absentees) absentee.close();
    return report(options, { absentees, storms, calm, speakers: count, failures, stoodStill });
  } finally {
    await Promise.all([speakers.stop(), newcomers.stop(), server.stop()]);
  }
}

async function storm(server, absentees, newcomers) {
  const cpu = cpuSeconds(server.pid);
  const own = process.cpuUsage();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await newcomers.begin({ url: server.url });
  delay.enable();
  const begun = performance.now();
  for (const absentee of absentees) absentee.cut();
  const times = await Promise.all(absentees.map((absentee) => absentee.comeBack()));
  const settled = performance.now() - begun;
  delay.disable();
  const spent = process.cpuUsage(own);
  return {
    settled, times, asked: await newcomers.end(), stoodStill: delay.max / 1e6,
    cpu: { server: cpuSeconds(server.pid) - cpu, clients: (spent.user + spent.system) / 1e6 },
  };
}

async function inTurn(all, begin) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < all.length) await begin(all[next++]);
  }));
}

function report(options, { absentees, storms, calm, speakers, failures, stoodStill }) {
  const times = storms.flatMap((each) => each.times);
  const refused = absentees.flatMap((absentee) => absentee.refused);
  const row = (what, count, samples, refusals) => ({
    '': what, asked: count, refused: refusals, 'P50, ms': percentile(samples, 0.5), 'P95, ms': percentile(samples, 0.95), 'last, ms': Math.max(...samples),
  });
  const stormy = (wire) => storms.flatMap((each) => each.asked[wire]);
  const all = [calm, ...storms.map((each) => each.asked)];
  const wires = { webSocket: 'WebSocket', connected: 'WebSocket and its connection', http: 'HTTP' };
  const finalWait = [FINAL_WAIT, ...options.set].findLast((each) => /^Engine:FinalWaitMs=/i.test(each));
  const list = (what) => storms.map(what).join(', ');
  return {
    rows: [
      row('resumed', times.length, times.map((time) => time.back), refused.length),
      row('resumed, and a second of audio held', times.length, times.map((time) => time.held), refused.length),
      ...Object.entries(wires).map(([wire, name]) => row(`new, ${name}, before`, calm[wire].length, calm[wire], calm[wire].length)),
      ...Object.entries(wires).map(([wire, name]) => row(`new, ${name}, in the storm`, stormy(wire).length, stormy(wire), stormy(wire).length)),
    ].filter((each) => each.asked > 0),
    notes: [
      `${options.sessions} silent sessions lose their connections at once and come back at once, ${options.rounds} times, beside ${speakers} speakers that fill `
      + `the engine (${finalWait}). All were back and heard ${list((each) => `${(each.settled / 1000).toFixed(1)} s`)} after the cut.`,
      `Connections that broke before a session was resumed: ${absentees.reduce((sum, absentee) => sum + absentee.failures, 0)}. `
      + `Resumes refused: ${refused.length === 0 ? 'none' : [...new Set(refused)].join(', ')}. New sessions that were let in: ${all.reduce((sum, each) => sum + each.admitted, 0)}. `
      + `Speakers whose session broke: ${failures.length === 0 ? 'none' : `${failures.length} (${[...new Set(failures)].join(', ')})`}; `
      + `their process stood still for up to ${stoodStill.toFixed(0)} ms.`,
      `Who asks for new sessions is a process of its own, which did so at most ${Math.max(...all.flatMap((each) => each.late)).toFixed(0)} ms late. The process of those who come `
      + `back stood still for up to ${list((each) => `${each.stoodStill.toFixed(0)} ms`)}: what they waited is its time as well as the server's. `
      + `CPU seconds of a storm: the server, speech included, ${list((each) => each.cpu.server.toFixed(1))}; those who come back ${list((each) => each.cpu.clients.toFixed(1))}.`,
    ],
    refused, storms, calm, speakers, failures, stoodStill,
  };
}
