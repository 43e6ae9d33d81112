import type { VoiceQuality } from '../../../client/index.js';
import type { MessageKey } from '../../i18n/index.js';

export interface Measured {
  readonly name: MessageKey;
  readonly value: string;
  /** `good`: well beyond what is asked; `fair`: it will do. */
  readonly grade: 'good' | 'fair';
}

/** What was measured of a recording, in the units people know. */
export function reportOf({ speech_seconds: speech, loudness_dbfs: loudness, clipped_share: clipped, noise_ratio_db: noise }: VoiceQuality): readonly Measured[] {
  return [
    { name: 'voices.quality.speech', value: `${speech.toFixed(1)} s`, grade: speech >= 10 ? 'good' : 'fair' },
    { name: 'voices.quality.loudness', value: `${loudness.toFixed(0)} dBFS`, grade: loudness >= -30 ? 'good' : 'fair' },
    { name: 'voices.quality.noise', value: `${noise.toFixed(0)} dB`, grade: noise >= 20 ? 'good' : 'fair' },
    { name: 'voices.quality.clipping', value: `${(clipped * 100).toFixed(1)} %`, grade: clipped <= 0.001 ? 'good' : 'fair' },
  ];
}
