// Gives orders to the process in load.mjs.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start } from './child.mjs';

const SCRIPT = fileURLToPath(new URL('load.mjs', import.meta.url));

export function startClient() {
  const child = start(process.execPath, [SCRIPT], { input: 'pipe', output: 'pipe' });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = child.ended.then(({ why }) => { throw new Error(`The client ended with ${why}: ${child.said.trim()}`); });
  failed.catch(() => {});
  const ask = async (order) => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await Promise.race([answers.next(), failed]);
    return done ? failed : JSON.parse(value);
  };
  return {
    open: (what) => ask({ open: what }),
    send: (what) => ask({ send: what }),
    close: () => ask({ close: true }),
    stop: async () => {
      child.stdin.end();
      child.kill('SIGKILL');
      await child.ended;
    },
  };
}
