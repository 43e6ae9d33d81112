import { expect, it } from 'vitest';
import { reportOf } from '../../../../app/pages/voices/quality.js';

it('a recording that will do is told from one that is good', () => {
  const good = reportOf({ speech_seconds: 12.34, loudness_dbfs: -20, clipped_share: 0, noise_ratio_db: 30 });
  expect(good.map(({ value, grade }) => [value, grade])).toEqual([['12.3 s', 'good'], ['-20 dBFS', 'good'], ['30 dB', 'good'], ['0.0 %', 'good']]);
  const fair = reportOf({ speech_seconds: 3, loudness_dbfs: -39, clipped_share: 0.004, noise_ratio_db: 11 });
  expect(fair.map(({ grade }) => grade)).toEqual(['fair', 'fair', 'fair', 'fair']);
});
