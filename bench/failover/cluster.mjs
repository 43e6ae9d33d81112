// Servers of this machine that share a Redis of their own.
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import { start } from '../lib/child.mjs';
import { startServer } from '../lib/parley.mjs';

const NODES = 3;

/** Nodes with `url`, `pid`, `ready`, and what can happen to them. */
export class Cluster {
  static async start(options) {
    const cluster = new Cluster(options, await startRedis());
    cluster.nodes = await Promise.all(Array.from({ length: NODES }, () => cluster.#start()));
    return cluster;
  }

  #options;
  #redis;

  constructor(options, redis) {
    [this.#options, this.#redis] = [options, redis];
  }

  get urls() { return this.nodes.map((node) => node.url); }

  signal(place, name) { process.kill(this.nodes[place].pid, name); }

  /** kill -9 */
  kill(place) {
    this.nodes[place].ready = false;
    this.signal(place, 'SIGKILL');
  }

  /** Starts one again that has ended, on its port. */
  async again(place) {
    const { port, ended } = this.nodes[place];
    await ended;
    Object.assign(this.nodes[place], await this.#start(port));
  }

  /** SIGTERM, and started again after its end. @returns how long its end took, ms */
  async replace(place) {
    const node = this.nodes[place];
    node.ready = false;
    const asked = performance.now();
    this.signal(place, 'SIGTERM');
    const { code } = await node.ended;
    const took = performance.now() - asked;
    if (code !== 0) throw new Error(`A server that was asked to stop ended with ${code}.`);
    await this.again(place);
    return took;
  }

  async metric(place, name) {
    const text = await (await fetch(new URL('/metrics', this.nodes[place].url.replace('ws:', 'http:')))).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
    this.#redis.child.kill('SIGKILL');
  }

  async #start(port = 0) {
    const set = [...this.#options.set, `Cluster:Redis=127.0.0.1:${this.#redis.port}`, 'Listen:Grpc=off'];
    const node = await startServer({ ...this.#options, set }, port);
    return { ...node, port: Number(new URL(node.url).port), ready: true };
  }
}

async function startRedis() {
  const port = await freePort();
  const child = start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]);
  await rest(500);
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`redis-server does not run: ${child.said.trim() || (await child.ended).why}. Install it: apt-get install -y redis-server`);
  }
  return { child, port };
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
