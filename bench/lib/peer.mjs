// A server of the same kind that is no Parley, in a process of its own.
import { fileURLToPath } from 'node:url';
import { start } from './child.mjs';

export async function startPeer(name, words = [], env = {}) {
  const child = start(process.execPath, [fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url)), ...words], { env });
  const port = await Promise.race([
    new Promise((resolve) => child.stderr.on('data', () => {
      const heard = /listening on (\d+)/.exec(child.said)?.[1];
      if (heard) resolve(Number(heard));
    })),
    child.ended.then(({ why }) => { throw new Error(`${name} ended with ${why}: ${child.said.trim()}`); }),
  ]);
  return {
    pid: child.pid,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await child.ended;
    },
  };
}
