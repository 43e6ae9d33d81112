// The Parley that is measured: the installed program, run as the launcher runs it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { start } from './child.mjs';

const READY_MS = 120_000;
const STOP_MS = 30_000;

export function parleyHome() {
  const home = process.env.PARLEY_HOME;
  if (!home) throw new Error('PARLEY_HOME is not set. Run this as: ./parley bench');
  return home;
}

export function program(options) {
  const path = options.program ?? join(parleyHome(), 'app', 'parley-server');
  if (!existsSync(path)) throw new Error(`${path} is not there. Set up first: ./parley setup`);
  return path;
}

// The same clips come again and again: what is measured is the engine, not its memory of them.
const ALWAYS = ['Cache:LiveSeconds=0', 'Cache:FileSeconds=0'];

export const settings = (options) => [...ALWAYS, ...options.set].flatMap((setting) => ['--set', setting]);

/**
 * A server of its own, with a model loaded.
 * @param port where to listen; 0: on a free one
 * @param log 'pipe': whoever starts it reads its log; otherwise that is thrown away
 */
export async function startServer(options, port = 0, log = 'ignore') {
  const words = ['serve', '--host', '127.0.0.1', '--port', String(port), '--model', options.model, '--log-format', 'json', '--set', 'Logging:Level=Warning',
    // What the load does is measured, so that none of it may be refused.
    '--set', 'Engine:FinalWaitMs=0'];
  const child = start(program(options), [...words, ...settings(options)], { output: log });
  const bound = await ready(child);
  const grpc = Number(/gRPC: port (\d+)/.exec(child.said)?.[1]);
  const https = Number(/TLS: https:\/\/[^ ]*?:(\d+)/.exec(child.said)?.[1]);
  return { pid: child.pid, ended: child.ended, log: child.stdout, grpc, https, url: `ws://127.0.0.1:${bound}/v1/sessions`, stop: () => stop(child) };
}

async function ready(child) {
  let limit;
  try {
    return await Promise.race([
      new Promise((resolve) => child.stderr.on('data', () => {
        const port = /Parley is ready: open http:\/\/[^ ]*?:(\d+)/.exec(child.said)?.[1];
        if (port) resolve(Number(port));
      })),
      child.ended.then(({ why }) => { throw new Error(`The server ended with ${why}: ${child.said.trim()}`); }),
      new Promise((_, reject) => {
        limit = setTimeout(() => reject(new Error(`The server was not ready within ${READY_MS / 1000} s: ${child.said.trim()}`)), READY_MS);
      }),
    ]);
  } finally {
    clearTimeout(limit);
  }
}

async function stop(child) {
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await child.ended;
  clearTimeout(limit);
}
