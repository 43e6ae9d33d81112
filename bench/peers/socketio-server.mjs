// The official server: acknowledges each event.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http);
io.on('connection', (socket) => {
  socket.on('audio.position', (said, acknowledge) => acknowledge({ ok: true }));
  socket.on('session.start', (said, acknowledge) => acknowledge({ ok: true, session_id: socket.id }));
});
http.listen(0, '127.0.0.1', () => process.stderr.write(`listening on ${http.address().port}\n`));
