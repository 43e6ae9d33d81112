// The session protocol over WebSocket: messages that are nearly right, and as the last word of some a frame that is not.
import { twistBytes, twistJson } from './mutate.mjs';
import { talkUpgraded } from './upgraded.mjs';
import { frame } from './wire.mjs';

const START = { type: 'session.start', language: 'en', mode: 'stream', input: { encoding: 's16le', rate: 16000, channels: 1 }, partials: true,
  words: false, endpointing: { silence_ms: 600, max_utterance_ms: 15000 }, resumable: false, metadata: { a: 'b' } };
const MESSAGES = [START, { type: 'session.resume', session_id: 's_AAAAAAAAAAAAAAAAAAAAAA', after: 0 }, { type: 'audio.position', position: 1600 },
  { type: 'audio.flush' }, { type: 'session.end' }, { type: 'unknown' }];

export async function converse(server, chance, most) {
  const count = Math.min(most, 20 + chance.below(60));
  const frames = [];
  if (!chance.once(4)) frames.push(frame(JSON.stringify(START), 1, chance));
  while (frames.length < count - 1) frames.push(message(chance));
  if (frames.length < count) frames.push(chance.once(2) ? twistBytes(message(chance), chance) : frame(Buffer.from([3, 232]), 8, chance));
  const path = chance.of(['/v1/sessions', '/v1/sessions', '/v1/sessions', '/v1/sessions/s_AAAA?after=x', '/v1/realtime?intent=transcription']);
  const { text, slow } = await talkUpgraded(server.http, path, frames, chance, chance.once(8) ? 'torn' : 'half');
  return { frames: frames.length, answered: /\r\n\r\n./s.test(text), slow, failures: (text.match(/"code":"internal_error"|HTTP\/1\.1 5\d\d/g) ?? []).length };
}

function message(chance) {
  switch (chance.below(10)) {
    case 0: return frame(chance.bytes(chance.below(2000)), 2, chance);
    case 1: return frame(Buffer.alloc(640), 2, chance);
    case 2: return frame(chance.bytes(chance.below(100)), chance.of([9, 10]), chance);
    case 3: return Buffer.concat([frame('{"type":', 1, chance, { fin: false }), frame('"audio.flush"}', 0, chance)]);
    case 4: return frame(twistBytes(JSON.stringify(chance.of(MESSAGES)), chance).toString('utf8'), 1, chance);
    default: return frame(JSON.stringify(twistJson(chance.of(MESSAGES), chance)), 1, chance);
  }
}
