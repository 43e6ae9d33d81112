// How calm captions are, as `./parley eval --live` counts it: words that were shown, and of them those that were taken back. And how far
// they are behind, so that nobody is calm who shows nothing.

/** @param texts what was shown of an utterance, in order: its partials, then its final, or '' when there was none */
export function countWords(texts) {
  let [shown, changed, before] = [0, 0, []];
  for (const [place, text] of texts.entries()) {
    const words = wordsOf(text);
    const kept = common(before, words).length;
    // What first comes with the final was not shown.
    if (place < texts.length - 1) shown += words.length - kept;
    changed += before.length - kept;
    before = words;
  }
  return { shown, changed };
}

/**
 * Since when each word of the final has stood on the screen without a break, and where it stands in the final.
 * @param captions what was shown of an utterance and when, in order: its partials, then its final
 * @returns {{since: number, end: number}[]} `end`: how much of the final's letters were over with the word, 0 to 1
 */
export function standingWords(captions) {
  let [before, since] = [[], []];
  for (const { text, at } of captions) {
    const words = wordsOf(text);
    const stood = new Map(common(before, words).map(([left, right]) => [right, since[left]]));
    since = words.map((_, place) => stood.get(place) ?? at);
    before = words;
  }
  const letters = before.reduce((sum, word) => sum + word.length, 0);
  let over = 0;
  return before.map((word, place) => {
    over += word.length;
    return { since: since[place], end: over / letters };
  });
}

export const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];

/** The longest common subsequence: the places in both. */
function common(left, right) {
  const length = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      length[i][j] = left[i] === right[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const pairs = [];
  for (let [i, j] = [0, 0]; i < left.length && j < right.length;) {
    if (left[i] === right[j]) pairs.push([i++, j++]);
    else if (length[i + 1][j] >= length[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}
