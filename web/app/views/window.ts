/** Which of a list's items stand in the page: `from` up to, not including, `to`. */
export interface ListWindow {
  readonly from: number;
  readonly to: number;
}

/** At most this many items stand in the page, however long the list is. */
export const windowSize = 300;
const step = 100;

/** The end of the list, as a reader sees who follows it. */
export function latest(length: number): ListWindow {
  return { from: Math.max(0, length - windowSize), to: length };
}

/** The list changed while somebody reads elsewhere in it: what stands in the page stays there. */
export function keep(window: ListWindow, length: number): ListWindow {
  const from = Math.min(window.from, Math.max(0, length - 1));
  return { from, to: Math.min(length, from + windowSize) };
}

/** Towards the beginning. */
export function earlier(window: ListWindow, length: number): ListWindow {
  const from = Math.max(0, window.from - step);
  return { from, to: Math.min(length, from + windowSize) };
}

/** Towards the end. */
export function later(window: ListWindow, length: number): ListWindow {
  const to = Math.min(length, window.to + step);
  return { from: Math.max(0, to - windowSize), to };
}

/** The list lost its first `dropped` items. */
export function shifted(window: ListWindow, dropped: number): ListWindow {
  return { from: Math.max(0, window.from - dropped), to: Math.max(0, window.to - dropped) };
}
