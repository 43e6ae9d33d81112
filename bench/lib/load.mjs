// The client of the suite `connections`, a process of its own: one order a line on standard input, one answer a line on standard output.
// {"open":{wire, url, count, session}} → {"opened":N}; {"send":{count, window}} → {"sent":N, "answers":N}; {"close":true} → {"closed":N}
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const AT_ONCE = 32;
const FRAME = Buffer.alloc(640);
const SAMPLES = FRAME.length / 2;
const FRAMES_A_SECOND = 50;
const WIRES = { websocket: openWebSocket, socketio: openSocketIo };

let connections = [];

async function open({ wire, url, count, session }) {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
    while (next++ < count) connections.push(await WIRES[wire](url, session));
  }));
  return { opened: connections.length };
}

/** Whoever hears the messages is there before the first of them can come. */
function connect(address, hear) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('message', (data) => hear(data, socket));
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', (code) => { socket.over = true; reject(new Error(`closed with ${code}`)); });
  });
}

async function openWebSocket(url, session) {
  let started = () => {};
  let acknowledged = () => {};
  const socket = await connect(url, (data) => {
    if (data.includes('session.started')) started();
    else if (data.includes('"error"')) throw new Error(String(data));
    else if (data.includes('"ack"')) acknowledged(JSON.parse(data).received / SAMPLES);
  });
  let held = 0;
  if (session) {
    await new Promise((resolve) => { started = resolve; socket.send('{"type":"session.start","partials":false}'); });
  }
  return {
    socket,
    /** Frames of 20 ms of silence; an answer comes with about each second of them. Those that were acknowledged count. */
    send: (count, window) => new Promise((resolve) => {
      const before = held;
      let sent = 0;
      let answers = 0;
      const more = () => {
        while (sent < count && sent < held - before + window * FRAMES_A_SECOND) {
          socket.send(FRAME);
          sent++;
        }
      };
      acknowledged = (frames) => {
        held = frames;
        answers++;
        if (held - before >= count - 2 * FRAMES_A_SECOND) resolve({ sent: held - before, answers });
        more();
      };
      more();
    }),
  };
}

async function openSocketIo(url, session) {
  let opened;
  let answered = () => {};
  const welcome = new Promise((resolve) => { opened = resolve; });
  const socket = await connect(`${url}/socket.io/?EIO=4&transport=websocket`, (data, from) => {
    const text = data.toString('latin1');
    if (text[0] === '0') from.send('40');
    else if (text === '2') from.send('3');
    else if (text.startsWith('40')) opened();
    else if (text.startsWith('43')) answered(text);
  });
  await welcome;
  if (session) {
    await new Promise((resolve) => { answered = resolve; socket.send('420["session.start",{}]'); });
  }
  return {
    socket,
    /** Events that ask for an acknowledgement; an answer comes with each. */
    send: (count, window) => new Promise((resolve, reject) => {
      let sent = 0;
      let answers = 0;
      const more = () => {
        while (sent < count && sent < answers + window) socket.send(`42${sent++}["audio.position",{"position":0}]`);
      };
      answered = (text) => {
        if (!text.includes('"ok":true')) reject(new Error(text));
        if (++answers === count) resolve({ sent, answers });
        else if (answers % 8 === 0 || sent === answers) more();
      };
      more();
    }),
  };
}

async function send({ count, window }) {
  const all = await Promise.all(connections.map((connection) => connection.send(count, window)));
  const sum = (field) => all.reduce((total, each) => total + each[field], 0);
  return { sent: sum('sent'), answers: sum('answers') };
}

async function close() {
  const lost = connections.filter(({ socket }) => socket.over).length;
  await Promise.all(connections.map(({ socket }) => new Promise((resolve) => {
    if (socket.over) return resolve();
    socket.removeAllListeners('close');
    socket.once('close', resolve);
    return socket.terminate();
  })));
  const closed = connections.length;
  connections = [];
  return { closed, lost };
}

const ORDERS = { open, send, close };
for await (const line of createInterface({ input: process.stdin })) {
  const [[name, what]] = Object.entries(JSON.parse(line));
  const answer = await ORDERS[name](what);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
