import { describe, expect, it } from 'vitest';
import { ReplyQueue } from '../../../client/converse/reply-queue.js';

function counted(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => from + at + 1);
}

function take(queue: ReplyQueue, count: number): number[] {
  const block = new Float32Array(count).fill(99);
  queue.take(block);
  return [...block];
}

describe('samples of a reply', () => {
  it('wait until there is a cushion, and are then played without a gap, however they were cut', () => {
    const queue = new ReplyQueue(6, 100);
    queue.push(1, 0, counted(0, 4));
    expect(take(queue, 4)).toEqual([0, 0, 0, 0]);
    queue.push(1, 4, counted(4, 3));
    expect(take(queue, 4)).toEqual([1, 2, 3, 4]);
    expect([queue.reply, queue.played]).toEqual([1, 4]);
    queue.push(1, 7, counted(7, 1));
    expect(take(queue, 4)).toEqual([5, 6, 7, 8]);
    expect(queue.isEmpty).toBe(true);
    expect(queue.played).toBe(8);
  });

  it('that came too late wait for a new cushion', () => {
    const queue = new ReplyQueue(4, 100);
    queue.push(1, 0, counted(0, 4));
    expect(take(queue, 6)).toEqual([1, 2, 3, 4, 0, 0]);
    queue.push(1, 4, counted(4, 2));
    expect(take(queue, 2)).toEqual([0, 0]);
    queue.push(1, 6, counted(6, 2));
    expect(take(queue, 4)).toEqual([5, 6, 7, 8]);
  });

  it('are played however few they are once no more come', () => {
    const queue = new ReplyQueue(50, 100);
    queue.push(1, 0, counted(0, 2));
    queue.finish();
    expect(take(queue, 4)).toEqual([1, 2, 0, 0]);
  });

  it('fade out within a block when they are cleared, and none of them is heard after', () => {
    const queue = new ReplyQueue(1, 100);
    queue.push(1, 0, new Float32Array(20).fill(1));
    take(queue, 4);
    queue.clear();
    expect(take(queue, 4)).toEqual([1, 0.75, 0.5, 0.25]);
    expect(queue.isEmpty).toBe(true);
    expect(take(queue, 4)).toEqual([0, 0, 0, 0]);
    expect(queue.played).toBe(8);
  });

  it('that are paused go on where they stopped', () => {
    const queue = new ReplyQueue(1, 100);
    queue.push(1, 0, counted(0, 12));
    take(queue, 4);
    queue.pause();
    take(queue, 4);
    expect(take(queue, 4)).toEqual([0, 0, 0, 0]);
    expect(queue.played).toBe(8);
    queue.resume();
    expect(take(queue, 4)).toEqual([9, 10, 11, 12]);
  });

  it('of the next reply are told from those of the one before', () => {
    const queue = new ReplyQueue(1, 100);
    queue.push(1, 100, counted(0, 2));
    queue.push(2, 0, counted(2, 2));
    take(queue, 2);
    expect([queue.reply, queue.played]).toEqual([1, 102]);
    take(queue, 2);
    expect([queue.reply, queue.played]).toEqual([2, 2]);
  });

  it('are let go where there is no room for them', () => {
    const queue = new ReplyQueue(1, 4);
    expect(queue.push(1, 0, counted(0, 4))).toBe(true);
    expect(queue.push(1, 4, counted(4, 1))).toBe(false);
    expect(take(queue, 6)).toEqual([1, 2, 3, 4, 0, 0]);
  });

  it('that come after an interruption, before it was obeyed, are played', () => {
    const queue = new ReplyQueue(4, 100);
    queue.push(1, 0, counted(10, 8));
    take(queue, 2);
    queue.clear();
    queue.push(2, 0, counted(20, 3));
    queue.finish();
    take(queue, 2);
    expect(take(queue, 4)).toEqual([21, 22, 23, 0]);
    expect([queue.reply, queue.played, queue.isEmpty]).toEqual([2, 3, true]);
  });
});
