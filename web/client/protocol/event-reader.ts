import type { SessionEvent } from './events.js';
import { parseEvent } from './parse-event.js';
import type { ReplyAudio } from './reply-events.js';

/** Puts the messages of one WebSocket together: the samples of `reply.audio` come in the binary message after it. */
export class EventReader {
  #audio: ReplyAudio | undefined;

  /** The event that is complete with this message; `undefined` when there is none. Throws `invalid_message`. */
  read(data: unknown): SessionEvent | undefined {
    if (data instanceof ArrayBuffer) return this.#join(data);
    this.#audio = undefined;
    if (typeof data !== 'string') return undefined;
    const event = parseEvent(data);
    if (event?.type !== 'reply.audio') return event;
    this.#audio = event;
    return undefined;
  }

  #join(bytes: ArrayBuffer): SessionEvent | undefined {
    const audio = this.#audio;
    this.#audio = undefined;
    return audio === undefined ? undefined : { ...audio, samples: samplesOf(bytes) };
  }
}

/** s16le, whatever the order of bytes of this machine. */
function samplesOf(bytes: ArrayBuffer): Int16Array {
  const view = new DataView(bytes);
  return Int16Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, at) => view.getInt16(at * 2, true));
}
