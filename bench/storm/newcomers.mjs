// Clients that ask a server for a new session, one after the other: how soon they are told that there is no room.
import { setTimeout as rest } from 'node:timers/promises';
import WebSocket from 'ws';

const EVERY_MS = 50;

/** Asks until `stop` says so. @returns ms from the request to the refusal, over WebSocket and over HTTP, and how many were let in */
export async function ask(url, stop) {
  const asked = { webSocket: [], http: [], admitted: 0, codes: {} };
  while (!stop()) {
    note(asked, 'webSocket', await overWebSocket(url));
    note(asked, 'http', await overHttp(url));
    await rest(EVERY_MS);
  }
  return asked;
}

function note(asked, wire, { ms, code }) {
  if (code === null) asked.admitted++;
  else {
    asked[wire].push(ms);
    asked.codes[code] = (asked.codes[code] ?? 0) + 1;
  }
}

function overWebSocket(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let asked = 0;
    socket.on('error', reject);
    socket.once('open', () => { asked = performance.now(); socket.send('{"type":"session.start"}'); });
    socket.once('message', (data) => {
      const { type, code } = JSON.parse(data);
      resolve({ ms: performance.now() - asked, code: type === 'error' ? code : null });
      socket.close(1000);
    });
  });
}

async function overHttp(url) {
  const address = url.replace('ws:', 'http:');
  const asked = performance.now();
  const answer = await fetch(address, { method: 'POST' });
  const ms = performance.now() - asked;
  const { code, session_id: id } = await answer.json();
  if (answer.status === 201) await fetch(`${address}/${id}`, { method: 'DELETE' });
  return { ms, code: answer.status === 503 ? code : null };
}
