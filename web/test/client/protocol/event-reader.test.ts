import { describe, expect, it } from 'vitest';
import { EventReader } from '../../../client/protocol/event-reader.js';

const audio = JSON.stringify({ type: 'reply.audio', seq: 4, reply: 1, position: 2400, rate: 24_000 });

describe('the messages of a connection', () => {
  it('that bring audio are one event with its samples', () => {
    const reader = new EventReader();
    expect(reader.read(audio)).toBeUndefined();
    const event = reader.read(new Uint8Array([0x01, 0x00, 0xff, 0x7f, 0x00, 0x80]).buffer);
    expect(event).toMatchObject({ type: 'reply.audio', seq: 4, position: 2400 });
    expect([...(event as { samples: Int16Array }).samples]).toEqual([1, 32767, -32768]);
  });

  it('without their audio, or audio without its message, are passed over', () => {
    const reader = new EventReader();
    expect(reader.read(new ArrayBuffer(4))).toBeUndefined();
    reader.read(audio);
    expect(reader.read('{"type":"ack","seq":5,"received":1,"committed":0}')).toMatchObject({ type: 'ack' });
    expect(reader.read(new ArrayBuffer(4))).toBeUndefined();
  });
});
