export type SampleEncoding = 's16le' | 'f32le';

export function bytesPerSample(encoding: SampleEncoding): number {
  return encoding === 's16le' ? 2 : 4;
}

/** Samples as the bytes of one binary message. Floats are −1 to 1; what lies beyond is clipped for `s16le`. */
export function encodeSamples(samples: Int16Array | Float32Array, encoding: SampleEncoding): ArrayBuffer {
  const bytes = new ArrayBuffer(samples.length * bytesPerSample(encoding));
  const view = new DataView(bytes);
  const isFloat = samples instanceof Float32Array;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (encoding === 's16le') view.setInt16(i * 2, isFloat ? toInt16(sample) : sample, true);
    else view.setFloat32(i * 4, isFloat ? sample : sample / 32768, true);
  }
  return bytes;
}

/** Floats of −1 to 1 as 16-bit samples; half the memory where audio has to be kept. */
export function toInt16Samples(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, toInt16);
}

function toInt16(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
}
