// A WebSocket, whatever carries it.
import { talkOverConnect } from './http2.mjs';
import { talk, upgrade } from './wire.mjs';

/** Over HTTP/1.1; under TLS, where a client may choose, a third of the time over HTTP/2. */
export function talkUpgraded(address, path, frames, chance, end) {
  return address.secure && chance.once(3)
    ? talkOverConnect(address, path, frames, { end })
    : talk(address, [Buffer.concat(frames)], { opening: upgrade(path), end });
}
