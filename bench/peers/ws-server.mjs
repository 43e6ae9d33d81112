// What Parley's WebSocket does on the wire, over the plain package `ws`: takes audio, acknowledges every second of it.
import { WebSocketServer } from 'ws';

const SECOND = 32_000;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  process.stderr.write(`listening on ${server.address().port}\n`);
});
server.on('connection', (socket) => {
  let received = 0;
  let said = 0;
  socket.on('message', (data, binary) => {
    if (!binary) {
      socket.send(JSON.stringify({ seq: ++said, type: 'session.started' }));
      return;
    }
    const before = Math.floor(received / SECOND);
    received += data.length;
    if (Math.floor(received / SECOND) > before) {
      socket.send(JSON.stringify({ seq: ++said, type: 'ack', received: received / 2, committed: received / 2 }));
    }
  });
});
