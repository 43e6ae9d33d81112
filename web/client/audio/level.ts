/** Quietest level told apart, dB below full scale. */
export const floorDb = -60;

export interface Level {
  /** Root mean square, dB relative to full scale, `floorDb` to 0. */
  readonly rmsDb: number;
  /** Largest magnitude, 0 to 1. */
  readonly peak: number;
}

export function measureLevel(samples: Float32Array): Level {
  let squares = 0;
  let peak = 0;
  for (const sample of samples) {
    squares += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const rms = samples.length === 0 ? 0 : Math.sqrt(squares / samples.length);
  return { rmsDb: Math.min(0, Math.max(floorDb, 20 * Math.log10(rms || Number.MIN_VALUE))), peak: Math.min(1, peak) };
}

/** 0 for silence to 1 for full scale, even to the eye. */
export function meterPosition(rmsDb: number): number {
  return Math.min(1, Math.max(0, 1 - rmsDb / floorDb));
}
