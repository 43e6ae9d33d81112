import { describe, expect, it } from 'vitest';
import { ReplayBuffer } from '../../../app/live/replay-buffer.js';

const held = (buffer: ReplayBuffer): number[] => buffer.chunks().flatMap((chunk) => [...chunk]);

describe('audio kept for another session', () => {
  it('is what has no final yet', () => {
    const buffer = new ReplayBuffer(100);
    buffer.push(Int16Array.of(0, 1, 2));
    buffer.push(Int16Array.of(3, 4, 5));
    buffer.forgetBefore(2);
    expect([buffer.start, buffer.end, held(buffer)]).toEqual([2, 6, [2, 3, 4, 5]]);
    buffer.forgetBefore(3);
    expect([buffer.start, held(buffer)]).toEqual([3, [3, 4, 5]]);
  });

  it('never comes back', () => {
    const buffer = new ReplayBuffer(100);
    buffer.push(Int16Array.of(0, 1, 2));
    buffer.forgetBefore(2);
    buffer.forgetBefore(1);
    expect(buffer.start).toBe(2);
  });

  it('may all be forgotten, even what is still to come', () => {
    const buffer = new ReplayBuffer(100);
    buffer.push(Int16Array.of(0, 1));
    buffer.forgetBefore(10);
    expect([buffer.start, buffer.end, held(buffer)]).toEqual([2, 2, []]);
  });

  it('is bounded: the oldest goes first', () => {
    const buffer = new ReplayBuffer(4);
    for (let i = 0; i < 10; i++) buffer.push(Int16Array.of(i));
    expect([buffer.start, buffer.end, held(buffer)]).toEqual([6, 10, [6, 7, 8, 9]]);
  });
});
