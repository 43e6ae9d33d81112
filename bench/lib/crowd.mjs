// Silent connections in a thread of their own, so that they do not delay the speakers' clock.
// Each has a session and sends one second of silence every second; their seconds are spread over the second.
import { setTimeout as rest } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import WebSocket from 'ws';
import { openSession } from './session.mjs';
import { silence } from './speech.mjs';

const AT_ONCE = 16;

/** Opens the connections; resolves when all sessions have started. `close` tells how many the server closed meanwhile. */
export async function gather(url, count) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, count } });
  // A bench that fails meanwhile ends without it.
  worker.unref();
  const failed = new Promise((_, reject) => { worker.once('error', reject); });
  failed.catch(() => {});
  const answer = () => Promise.race([failed, new Promise((resolve) => { worker.once('message', resolve); })]);
  await answer();
  return {
    close: () => {
      const lost = answer();
      worker.postMessage('close');
      return lost;
    },
  };
}

async function attend({ url, count }) {
  const sessions = [];
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next++ < count) sessions.push(await openSession(url));
  }));
  const second = silence(1);
  let present = true;
  const begun = performance.now();
  const speaking = sessions.map(async ({ socket }, place) => {
    for (let due = begun + (1000 * place) / count; present; due += 1000) {
      await rest(Math.max(0, due - performance.now()));
      if (socket.readyState === WebSocket.OPEN) socket.send(second);
    }
  });
  parentPort.postMessage('present');
  await new Promise((resolve) => { parentPort.once('message', resolve); });
  const lost = sessions.filter(({ socket }) => socket.readyState !== WebSocket.OPEN).length;
  present = false;
  await Promise.all(speaking);
  for (const { socket } of sessions) socket.close(1000);
  await Promise.all(sessions.map(({ closed }) => closed));
  parentPort.postMessage(lost);
}

if (!isMainThread) await attend(workerData);
