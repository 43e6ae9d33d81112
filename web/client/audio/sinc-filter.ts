/** A low-pass for changing `inputRate` to `outputRate`, cut into the phases that a rational resampler needs. */
export interface PolyphaseFilter {
  /** Output samples per `down` input samples. */
  readonly up: number;
  readonly down: number;
  /** Taps of each phase; the filter's middle lies `taps / 2` input samples after its first tap. */
  readonly taps: number;
  /** `up` phases of `taps` coefficients, one after another. */
  readonly coefficients: Float32Array;
}

/** Kaiser window for 80 dB of stop band. */
const attenuation = 80;
const beta = 0.1102 * (attenuation - 8.7);
/** Passed untouched: this share of the lower rate's half; at the half itself the stop band begins. */
const passband = 0.94;

export function designFilter(inputRate: number, outputRate: number): PolyphaseFilter {
  const divisor = gcd(inputRate, outputRate);
  const up = outputRate / divisor;
  const down = inputRate / divisor;
  const nyquist = Math.min(inputRate, outputRate) / 2;
  const cutoff = (nyquist * (1 + passband)) / 2 / inputRate;
  const transition = (2 * Math.PI * nyquist * (1 - passband)) / inputRate;
  const half = Math.ceil((attenuation - 8) / (2.285 * transition) / 2);
  const taps = 2 * half;
  const coefficients = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) fillPhase(coefficients.subarray(phase * taps, (phase + 1) * taps), phase / up, half, cutoff);
  return { up, down, taps, coefficients };
}

/** The phase whose output lies `fraction` of an input sample after tap `half - 1`; its taps add up to 1. */
function fillPhase(taps: Float32Array, fraction: number, half: number, cutoff: number): void {
  let sum = 0;
  for (let i = 0; i < taps.length; i++) {
    const x = i - (half - 1) - fraction;
    const value = 2 * cutoff * sinc(2 * cutoff * x) * kaiser(x / half);
    taps[i] = value;
    sum += value;
  }
  for (let i = 0; i < taps.length; i++) taps[i] = (taps[i] ?? 0) / sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** 1 in the middle, small at −1 and 1, 0 beyond. */
function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel0(beta * Math.sqrt(1 - x * x)) / bessel0(beta);
}

/** The modified Bessel function of order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
