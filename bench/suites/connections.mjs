// What a connection costs: memory while it is silent, processor time for each message; beside plain servers on Node.
import { setTimeout as rest } from 'node:timers/promises';
import { cpuSeconds, holdings } from '../lib/child.mjs';
import { startClient } from '../lib/client.mjs';
import { allowDescriptors, SPARE_DESCRIPTORS } from '../lib/descriptors.mjs';
import { startServer } from '../lib/parley.mjs';
import { startPeer } from '../lib/peer.mjs';
import { spread } from '../lib/statistics.mjs';

const SPEAKERS = 32;
const WINDOW = { websocket: 4, socketio: 64 };
// Three seconds of audio: an acknowledgement for each, and two under way.
const LEAST_EACH = 150;
const WARM_UP = 100;

const WIRES = {
  websocket: { label: 'WebSocket', peer: 'ws-server', path: '/v1/sessions', scheme: 'ws' },
  socketio: { label: 'Socket.IO', peer: 'socketio-server', path: '', scheme: 'ws' },
};

export async function run(options, say) {
  allowDescriptors(options.idle, '--idle');
  const rounds = [];
  for (let round = 1; round <= options.rounds; round++) {
    const measured = {};
    for (const wire of Object.keys(WIRES)) {
      const parley = await measure(wire, options, () => startParley(options, wire));
      const peer = await measure(wire, options, () => startOther(wire));
      measured[wire] = { parley, peer };
      say(`round ${round}, ${WIRES[wire].label}: ${kilobytes(parley)} and ${kilobytes(peer)} KB a connection, `
        + `${parley.messagesPerCpuSecond.toFixed(0)} and ${peer.messagesPerCpuSecond.toFixed(0)} messages a CPU second`);
    }
    rounds.push(measured);
  }
  return report(options, rounds);
}

const kilobytes = ({ kilobytesPerConnection }) => kilobytesPerConnection.toFixed(1);

/** Silent connections first; then, after they are gone, a few that talk as fast as they are answered. */
async function measure(wire, options, startIt) {
  const server = await startIt();
  const client = startClient();
  try {
    const { url } = server;
    await client.open({ wire, url, count: WARM_UP, session: false });
    await client.close();
    await rest(options.settle * 1000);
    const before = holdings(server.pid).megabytes;
    await client.open({ wire, url, count: options.idle, session: false });
    await rest(options.settle * 1000);
    const during = holdings(server.pid).megabytes;
    const { lost } = await client.close();
    if (lost > 0) throw new Error(`${lost} of ${options.idle} silent connections were closed.`);

    await client.open({ wire, url, count: SPEAKERS, session: true });
    const each = Math.max(LEAST_EACH, Math.ceil(options.messages / SPEAKERS));
    await client.send({ count: each, window: WINDOW[wire] });
    const begun = cpuSeconds(server.pid);
    const { sent, answers } = await client.send({ count: each, window: WINDOW[wire] });
    const cpu = cpuSeconds(server.pid) - begun;
    await client.close();
    return {
      kilobytesPerConnection: ((during - before) * 1024) / options.idle, before, during,
      messagesPerCpuSecond: sent / Math.max(cpu, 0.01), sent, answers, cpuSeconds: cpu,
    };
  } finally {
    await client.stop();
    await server.stop();
  }
}

async function startParley(options, wire) {
  const most = options.idle + SPARE_DESCRIPTORS;
  const server = await startServer({
    ...options,
    set: [`Limits:MaxConnections=${most}`, `SocketIo:MaxConnections=${most}`, 'Limits:IdleSeconds=3600', ...options.set],
  });
  return { ...server, url: new URL(server.url).origin.replace('http', 'ws') + WIRES[wire].path };
}

async function startOther(wire) {
  const peer = await startPeer(WIRES[wire].peer);
  return { ...peer, url: `ws://127.0.0.1:${peer.port}` };
}

function report(options, rounds) {
  const of = (wire, who, field) => spread(rounds.map((round) => round[wire][who][field]));
  const ratio = (wire, field) => spread(rounds.map((round) => round[wire].parley[field] / round[wire].peer[field]));
  const names = Object.keys(WIRES);
  const ratios = Object.fromEntries(names.map((wire) => [wire, {
    memory: ratio(wire, 'kilobytesPerConnection'), messages: ratio(wire, 'messagesPerCpuSecond'),
  }]));
  const row = (wire, who, label) => ({
    '': label, 'KB a connection': of(wire, who, 'kilobytesPerConnection').median,
    'messages a CPU second': Math.round(of(wire, who, 'messagesPerCpuSecond').median),
  });
  const times = ({ median, least, most }) => `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
  return {
    rows: names.flatMap((wire) => [
      row(wire, 'parley', `${WIRES[wire].label}, Parley`),
      row(wire, 'peer', `${WIRES[wire].label}, ${wire === 'websocket' ? 'ws' : 'socket.io'} on Node`),
    ]),
    notes: [
      `${options.idle} silent connections, read after ${options.settle} s; ${options.messages} messages over ${SPEAKERS} connections; ${options.rounds} rounds, medians.`,
      ...names.map((wire) => `${WIRES[wire].label}, Parley / Node, round by round: memory ${times(ratios[wire].memory)}, messages ${times(ratios[wire].messages)}.`),
      'A message of WebSocket is a frame of 20 ms of audio, acknowledged every second; one of Socket.IO is an event with its acknowledgement.',
    ],
    rounds, ratios,
    charts: [['memory', 'Memory of a silent connection', 'kilobytesPerConnection', 'KB'], ['messages', 'Messages a CPU second', 'messagesPerCpuSecond', 'messages']].map(
      ([name, title, field, unit]) => ({
        kind: 'bars', name, title, unit, groups: names.map((wire) => WIRES[wire].label),
        series: [['parley', 'Parley'], ['peer', 'Node']].map(([who, label]) => ({ label, values: names.map((wire) => of(wire, who, field)) })),
      })),
  };
}
