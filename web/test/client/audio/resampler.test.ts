import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../client/index.js';

const outputRate = 16_000;
const inputRates = [8000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

function tone(frequency: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));
}

function resample(input: Float32Array, inputRate: number, chunk = input.length): Float32Array {
  const resampler = new Resampler(inputRate, outputRate);
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; at += chunk) parts.push(resampler.push(input.subarray(at, at + chunk)));
  parts.push(resampler.flush());
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Amplitude of one frequency in the middle of the signal, where the ends do not count. */
function amplitude(signal: Float32Array, frequency: number, rate: number): number {
  const from = Math.round(signal.length / 4);
  const count = Math.round(signal.length / 2);
  let real = 0;
  let imaginary = 0;
  for (let i = 0; i < count; i++) {
    // A Hann window keeps a frequency that does not fit the stretch from leaking.
    const value = (signal[from + i] ?? 0) * (1 - Math.cos((2 * Math.PI * i) / count));
    real += value * Math.cos((2 * Math.PI * frequency * (from + i)) / rate);
    imaginary += value * Math.sin((2 * Math.PI * frequency * (from + i)) / rate);
  }
  return (2 * Math.hypot(real, imaginary)) / count;
}

function largest(signal: Float32Array): number {
  const middle = signal.subarray(signal.length / 4, (signal.length * 3) / 4);
  return middle.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

describe('the resampler', () => {
  it.each(inputRates)('passes speech frequencies from %i Hz unchanged', (rate) => {
    for (const frequency of [100, 1000, 3000, Math.min(rate, outputRate) * 0.465]) {
      const output = resample(tone(frequency, rate, 0.5), rate);
      expect(Math.abs(decibels(amplitude(output, frequency, outputRate)))).toBeLessThan(0.1);
    }
  });

  it.each(inputRates.filter((rate) => rate > outputRate))('lets nothing above 8 kHz fold back from %i Hz', (rate) => {
    for (const frequency of [8000, 8500, 9700, rate * 0.4, rate * 0.49].filter((hz) => hz >= 8000)) {
      expect(decibels(largest(resample(tone(frequency, rate, 0.5), rate)))).toBeLessThan(-70);
    }
  });

  it.each([8000, 11_025])('adds no images above the half of %i Hz', (rate) => {
    const frequency = rate * 0.4;
    const output = resample(tone(frequency, rate, 0.5), rate);
    expect(decibels(amplitude(output, rate - frequency, outputRate))).toBeLessThan(-70);
  });

  it.each(inputRates)('gives the same samples from %i Hz however the input is cut', (rate) => {
    const input = tone(997, rate, 0.2);
    const whole = resample(input, rate);
    for (const chunk of [1, 7, 128, 960]) expect(resample(input, rate, chunk)).toEqual(whole);
  });

  it.each([8000, 44_100, 48_000])('keeps the length and the place of a %i Hz input', (rate) => {
    const input = tone(440, rate, 0.5);
    const output = resample(input, rate);
    expect(Math.abs(output.length - outputRate / 2)).toBeLessThanOrEqual(1);
    const expected = tone(440, outputRate, 0.5);
    for (let i = 2000; i < 6000; i++) expect(output[i]).toBeCloseTo(expected[i] ?? 0, 3);
  });

  it('keeps a steady level exactly', () => {
    const output = resample(new Float32Array(48_000).fill(0.5), 48_000);
    for (const sample of output.subarray(1000, 15_000)) expect(sample).toBeCloseTo(0.5, 5);
  });

  it('hands audio of the wanted rate on as it is', () => {
    const input = tone(440, outputRate, 0.1);
    expect(resample(input, outputRate, 100)).toEqual(input);
  });

  it.each([0, 7999, 44_100.5, 192_001, Number.NaN])('refuses a rate of %d', (rate) => {
    expect(() => new Resampler(rate, outputRate)).toThrow(/inputRate must be a whole number from 8000 to 192000/);
  });
});
