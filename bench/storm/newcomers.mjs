// Clients that ask a server for a new session, a process of their own: so that what is measured is how long the server took, and not
// how long a process stood still that had thousands of connections to make. One order a line on standard input, one answer a line on
// standard output. {"begin":{url}} → {"asking":true}; {"end":true} → what they were told, in ms
import { createInterface } from 'node:readline';
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';
import { within } from '../lib/session.mjs';

const EVERY_MS = 50;

let asked;
let over;
let asking = [];

function begin({ url }) {
  asked = { webSocket: [], connected: [], http: [], admitted: 0, codes: {}, late: [] };
  over = false;
  asking = [keepAsking(url)];
  return { asking: true };
}

/** Who has asked is still answered. */
async function end() {
  over = true;
  // The first of them is who begins the others.
  await asking[0];
  await Promise.all(asking);
  return asked;
}

/** By an absolute clock: nobody waits until who came before was answered. How late each began is this process's own fault. */
async function keepAsking(url) {
  const begun = performance.now();
  for (let due = begun; !over; due += EVERY_MS) {
    await rest(Math.max(0, due - performance.now()));
    asked.late.push(Math.max(0, performance.now() - due));
    for (const [wire, ask] of Object.entries({ webSocket: overWebSocket, http: overHttp })) {
      asking.push(within(ask(url), 'answer who is new').then((told) => note(wire, told)));
    }
  }
}

function note(wire, { ms, connected, code }) {
  if (code === null) {
    asked.admitted++;
    return;
  }
  asked[wire].push(ms);
  if (connected !== undefined) asked.connected.push(connected);
  asked.codes[code] = (asked.codes[code] ?? 0) + 1;
}

/** @returns ms from `session.start` to the refusal, and from the beginning of the connection */
function overWebSocket(url) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let sent = 0;
    socket.on('error', reject);
    socket.once('close', (closed) => reject(new Error(`A new connection was closed with ${closed} before it was told anything.`)));
    socket.once('open', () => { sent = performance.now(); socket.send('{"type":"session.start"}'); });
    socket.once('message', (data) => {
      const now = performance.now();
      const { type, code } = JSON.parse(data);
      resolve({ ms: now - sent, connected: now - begun, code: type === 'error' ? code : null });
      socket.close(1000);
    });
  });
}

async function overHttp(url) {
  const address = url.replace('ws:', 'http:');
  const begun = performance.now();
  const answer = await fetch(address, { method: 'POST' });
  const ms = performance.now() - begun;
  const { code, session_id: id } = await answer.json();
  if (answer.status === 201) await fetch(`${address}/${id}`, { method: 'DELETE' });
  return { ms, code: answer.status === 503 ? code : null };
}

const ORDERS = { begin, end };
for await (const line of createInterface({ input: process.stdin })) {
  const [[name, what]] = Object.entries(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(await ORDERS[name](what))}\n`);
}
