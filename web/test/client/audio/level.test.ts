import { describe, expect, it } from 'vitest';
import { measureLevel, meterPosition } from '../../../client/index.js';

describe('the level', () => {
  it('of silence is the floor', () => {
    expect(measureLevel(new Float32Array(960))).toEqual({ rmsDb: -60, peak: 0 });
    expect(measureLevel(new Float32Array(0))).toEqual({ rmsDb: -60, peak: 0 });
  });

  it('of a full sine is 3 dB below full scale', () => {
    const sine = Float32Array.from({ length: 4800 }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
    const level = measureLevel(sine);
    expect(level.rmsDb).toBeCloseTo(-3.01, 2);
    expect(level.peak).toBeCloseTo(1, 5);
  });

  it('never leaves its range, even for samples beyond full scale', () => {
    expect(measureLevel(new Float32Array(10).fill(4))).toEqual({ rmsDb: 0, peak: 1 });
  });

  it('goes from 0 at the floor to 1 at full scale', () => {
    expect([-80, -60, -30, 0, 3].map(meterPosition)).toEqual([0, 0, 0.5, 1, 1]);
  });
});
