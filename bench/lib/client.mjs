// Gives orders to a client in a process of its own: load.mjs, speakers.mjs, requests.mjs, and those of the suite `storm`.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start } from './child.mjs';

export function startClient(script = 'load.mjs') {
  const child = start(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { input: 'pipe', output: 'pipe' });
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
    load: (what) => ask({ load: what }),
    speak: (what) => ask({ speak: what }),
    request: (what) => ask({ request: what }),
    begin: (what) => ask({ begin: what }),
    end: () => ask({ end: true }),
    stop: async () => {
      child.stdin.end();
      child.kill('SIGKILL');
      await child.ended;
    },
  };
}
