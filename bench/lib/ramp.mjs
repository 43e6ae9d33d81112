// How many at once a server carries: the search for it, and what counts as carrying.
import { percentile } from './statistics.mjs';

const LATE_SHARE = 0.05;
const LOST_SHARE = 0.1;
// Of a few words two may be heard as one.
const LOST_WORDS = 2;

/**
 * The highest level that passes: upwards in growing steps until one fails (downwards, if the first one does), then between the two.
 * @param passes async: level → boolean
 * @param start where to begin, and with which step
 * @param most no level above it is tried
 * @returns {Promise<number>} 0 when not even one passes
 */
export async function findCapacity(passes, { start, step, most, tolerance = 0.06 }) {
  let good = 0;
  let bad = most + 1;
  let level = Math.min(most, Math.max(1, start));
  for (let stride = Math.max(1, step); good < level && level < bad; stride *= 2) {
    if (await passes(level)) {
      good = level;
      level = Math.min(bad, most, level + stride);
    } else {
      bad = level;
      level = Math.max(good, 1, level - stride);
    }
    if (good > 0 && bad <= most) break;
  }
  while (bad <= most && bad - good > Math.max(1, Math.floor(good * tolerance))) {
    const middle = Math.floor((good + bad) / 2);
    if (await passes(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Whether P95 may still stay within the limit when so many finals were late, of at most so many. */
export const mayStillPass = (late, awaited) => late <= awaited * LATE_SHARE + 1;

/** What is wrong with a trial: null when it was carried. @param expected words that are heard of the same speech when nobody else speaks */
export function fault({ finals, words, early, failures }, expected, limitMs) {
  if (failures.length > 0) return failures[0];
  if (early || finals.length === 0 || percentile(finals, 1 - LATE_SHARE) > limitMs) return 'late';
  return expected - words > Math.max(LOST_WORDS, expected * LOST_SHARE) ? 'words lost' : null;
}
