// Somebody whose microphone is open: silence, and now and then a clip, a frame when its last sample would have been spoken.
import { setTimeout as rest } from 'node:timers/promises';
import { RATE } from './speech.mjs';

const FRAME = RATE / 50;
const FRAME_MS = 20;

export function openMicrophone(session) {
  const sent = [];
  const begun = performance.now();
  const quiet = Buffer.alloc(2 * FRAME);
  let waiting = Buffer.alloc(0);
  let open = true;
  const closed = (async () => {
    while (open && session.socket.readyState === 1) {
      await rest(Math.max(0, begun + (sent.length + 1) * FRAME_MS - performance.now()));
      if (!open || session.socket.readyState !== 1) break;
      const part = waiting.subarray(0, 2 * FRAME);
      waiting = waiting.subarray(part.length);
      sent.push(performance.now());
      session.socket.send(part.length === quiet.length ? part : Buffer.concat([part, quiet.subarray(part.length)]));
    }
  })();
  return {
    /** @returns {{from: number, to: number}} which samples it will be */
    say: (audio) => {
      const from = sent.length * FRAME + waiting.length / 2;
      waiting = Buffer.concat([waiting, audio]);
      return { from, to: from + audio.length / 2 };
    },
    /** When the frame left that holds the last sample before this second of the session. */
    sentAt: (seconds) => sent[Math.min(sent.length - 1, Math.max(0, Math.ceil((seconds * RATE) / FRAME) - 1))],
    get samples() { return sent.length * FRAME; },
    /** How late the newest frame left: the client's own doing, or the machine's. */
    get late() { return sent.length === 0 ? 0 : sent.at(-1) - begun - sent.length * FRAME_MS; },
    stop: () => {
      open = false;
      return closed;
    },
  };
}
