// Plain HTTP: what the page and a small JSON cost, beside nginx with the same bytes.
import { versus } from '../lib/charts.mjs';
import { cpuSeconds } from '../lib/child.mjs';
import { startClient } from '../lib/client.mjs';
import { startServer } from '../lib/parley.mjs';
import { spread } from '../lib/statistics.mjs';
import { startNginx } from '../peers/nginx.mjs';

const CONNECTIONS = 32;
const JSON_PATH = '/v1/models';

export async function run(options, say) {
  const client = startClient('requests.mjs');
  const servers = {};
  try {
    const parley = await startServer(options);
    servers.parley = { ...parley, port: Number(new URL(parley.url).port) };
    const files = await choose(`http://127.0.0.1:${servers.parley.port}`);
    if (!options.noPeer) servers.peer = await startNginx(files);
    for (const server of Object.values(servers)) {
      for (const file of files) await measure(client, server, file, options.requests);
    }
    const rounds = [];
    for (let round = 1; round <= options.rounds; round++) {
      const measured = {};
      for (const file of files) {
        measured[file.name] = {};
        for (const [who, server] of Object.entries(servers)) measured[file.name][who] = await measure(client, server, file, options.requests);
        say(`round ${round}, ${file.name}: ${Object.entries(measured[file.name]).map(([who, { perCpuSecond }]) => `${who} ${perCpuSecond.toFixed(0)}`).join(', ')} a CPU second`);
      }
      rounds.push(measured);
    }
    return report(options, files, Object.keys(servers), rounds);
  } finally {
    await client.stop();
    for (const server of Object.values(servers)) await server.stop();
  }
}

/** The page, its largest file, and a JSON, as the server itself answers them. */
async function choose(origin) {
  const page = await read(origin, '/');
  const paths = [...new Set([...page.body.toString().matchAll(/(?:src|href)="\.?(\/?assets\/[^"?]+)"/g)].map((found) => `/${found[1].replace(/^\//, '')}`))];
  const assets = await Promise.all(paths.map((path) => read(origin, path)));
  const largest = assets.sort((a, b) => b.body.length - a.body.length).slice(0, 1);
  const json = await read(origin, JSON_PATH);
  return [
    { ...page, path: '/index.html', ask: '/', name: 'page' },
    ...largest.map((file) => ({ ...file, name: 'script' })),
    { ...json, name: 'JSON' },
  ];
}

async function read(origin, path) {
  const answer = await fetch(origin + path);
  if (!answer.ok) throw new Error(`The server answers ${answer.status} to ${path}.`);
  return { path, ask: path, type: answer.headers.get('content-type'), body: Buffer.from(await answer.arrayBuffer()) };
}

async function measure(client, server, { path, ask, body }, count) {
  // Only Parley has the page under a path without a name.
  const asked = server.url ? ask : path;
  const before = cpuSeconds(server.pid);
  const begun = performance.now();
  const { answers, bytes } = await client.request({ port: server.port, path: asked, connections: CONNECTIONS, count });
  const cpu = cpuSeconds(server.pid) - before;
  if (bytes !== answers * body.length) throw new Error(`${asked}: ${bytes / answers} bytes an answer, not ${body.length}.`);
  return { perCpuSecond: answers / Math.max(cpu, 0.01), perSecond: (answers * 1000) / (performance.now() - begun), answers, cpuSeconds: cpu };
}

function report(options, files, whos, rounds) {
  const labels = { parley: 'Parley', peer: 'nginx' };
  const of = (name, who, field) => rounds.map((round) => round[name][who][field]);
  const rows = files.flatMap(({ name, body }) => whos.map((who) => ({
    '': `${name}, ${labels[who]}`, bytes: body.length, 'requests a CPU second': Math.round(spread(of(name, who, 'perCpuSecond')).median),
    'requests a second': Math.round(spread(of(name, who, 'perSecond')).median),
  })));
  const ratios = options.noPeer ? {} : Object.fromEntries(files.map(({ name }) => [
    name, spread(rounds.map((round) => round[name].parley.perCpuSecond / round[name].peer.perCpuSecond)),
  ]));
  return {
    rows,
    notes: [
      `${options.requests} requests over ${CONNECTIONS} connections that stay open; ${options.rounds} rounds, medians. CPU seconds are the server's.`,
      ...Object.entries(ratios).map(([name, { median, least, most }]) =>
        `${name}, Parley / nginx, round by round: ${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)}).`),
    ],
    rounds, ratios,
    charts: files.map(({ name }) => versus(
      name.toLowerCase(), `${name}: requests a CPU second of the server`, 'requests', Object.fromEntries(whos.map((who) => [labels[who], of(name, who, 'perCpuSecond')])))),
  };
}
