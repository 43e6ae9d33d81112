// How calm captions are, as `./parley eval --live` counts it: words that were shown, and of them those that were taken back.

/** @param texts what was shown of an utterance, in order: its partials, then its final, or '' when there was none */
export function countWords(texts) {
  let [shown, changed, before] = [0, 0, []];
  for (const [place, text] of texts.entries()) {
    const words = wordsOf(text);
    const kept = common(before, words);
    // What first comes with the final was not shown.
    if (place < texts.length - 1) shown += words.length - kept;
    changed += before.length - kept;
    before = words;
  }
  return { shown, changed };
}

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];

/** Length of the longest common subsequence. */
function common(left, right) {
  let before = new Array(right.length + 1).fill(0);
  for (const word of left) {
    const now = [0];
    for (const [place, other] of right.entries()) now.push(word === other ? before[place] + 1 : Math.max(before[place + 1], now[place]));
    before = now;
  }
  return before.at(-1);
}
