// nginx as a server of files, in one process, with what it would log thrown away.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { start } from '../lib/child.mjs';

const READY_MS = 10_000;
const LOOK_MS = 50;

/** @param files what it serves: `[{path, type, body}]` */
export async function startNginx(files) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-nginx-'));
  const port = await freePort();
  for (const { path, body } of files) {
    const place = join(folder, 'root', path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, body);
  }
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, files));
  const child = start('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')]);
  const stop = async () => {
    child.kill('SIGKILL');
    await child.ended;
    rmSync(folder, { recursive: true });
  };
  try {
    await ready(child, `http://127.0.0.1:${port}${files[0].path}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid, port, stop };
}

async function ready(child, address) {
  const ended = child.ended.then(({ why }) => {
    throw new Error(`nginx ended with ${why}: ${child.said.trim()} If it is not there: apt-get install -y nginx-light`);
  });
  ended.catch(() => {});
  for (const begun = performance.now(); performance.now() - begun < READY_MS;) {
    const answer = await Promise.race([ended, fetch(address).catch(() => null)]);
    if (answer?.ok) return;
    await Promise.race([ended, rest(LOOK_MS)]);
  }
  throw new Error(`nginx did not answer within ${READY_MS / 1000} s: ${child.said.trim()}`);
}

const configuration = (folder, port, files) => `
daemon off;
master_process off;
pid ${folder}/pid;
events { worker_connections 1024; }
http {
  access_log off;
  error_log stderr error;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/root;
${files.map(({ path, type }) => `    location = ${path} { types { } default_type "${type}"; }`).join('\n')}
  }
}
`;

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
