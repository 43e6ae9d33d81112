import { describe, expect, it } from 'vitest';
import { SilenceWatch } from '../../../app/live/silence-watch.js';

const nothing = { rmsDb: -60, peak: 0 };
const noise = { rmsDb: -60, peak: 0.0001 };

describe('a microphone that gives nothing', () => {
  it('is found after five seconds and once, and again when it is heard', () => {
    const watch = new SilenceWatch();
    const said = Array.from({ length: 600 }, (_, i) => ({ i, silent: watch.add(i < 400 ? nothing : noise) }));
    expect(said.filter(({ silent }) => silent !== undefined)).toEqual([
      { i: 249, silent: true },
      { i: 400, silent: false },
    ]);
  });

  it('is not one in a quiet room', () => {
    const watch = new SilenceWatch();
    for (let i = 0; i < 1000; i++) expect(watch.add(i % 200 === 0 ? noise : nothing)).toBeUndefined();
  });
});
