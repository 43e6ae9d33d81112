/** The value below which a share of the samples lies, by linear interpolation; null of none. */
export function percentile(samples, share) {
  if (samples.length === 0) return null;
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

export const median = (samples) => percentile(samples, 0.5);

export const spread = (samples) => ({ median: median(samples), least: Math.min(...samples), most: Math.max(...samples) });
