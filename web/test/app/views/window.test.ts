import { describe, expect, it } from 'vitest';
import { earlier, keep, latest, later, shifted, windowSize } from '../../../app/views/window.js';

const length = 5000;

describe('the part of a long list that stands in the page', () => {
  it('is its end for who follows it', () => {
    expect(latest(10)).toEqual({ from: 0, to: 10 });
    expect(latest(length)).toEqual({ from: length - windowSize, to: length });
  });

  it('stays where somebody reads while the list grows', () => {
    const reading = earlier(latest(length), length);
    expect(keep(reading, length + 500)).toEqual(reading);
  });

  it('grows with a list shorter than it', () => {
    expect(keep({ from: 0, to: 10 }, 50)).toEqual({ from: 0, to: 50 });
  });

  it('moves with the lines when the oldest are dropped', () => {
    expect(shifted({ from: 100, to: 400 }, 30)).toEqual({ from: 70, to: 370 });
    expect(shifted({ from: 10, to: 310 }, 30).from).toBe(0);
  });

  it('reaches both ends in steps that overlap, and is never too large', () => {
    let window = latest(length);
    for (let i = 0; i < 100; i++) {
      const next = earlier(window, length);
      expect(next.to).toBeGreaterThan(window.from);
      expect(next.to - next.from).toBeLessThanOrEqual(windowSize);
      window = next;
    }
    expect(window.from).toBe(0);
    for (let i = 0; i < 100; i++) {
      const next = later(window, length);
      expect(next.from).toBeLessThan(window.to);
      expect(next.to - next.from).toBeLessThanOrEqual(windowSize);
      window = next;
    }
    expect(window.to).toBe(length);
  });
});
