// Turns what is right into what is nearly right.
const NASTY = [
  null, true, false, 0, -1, 1, 0.5, 1e308, -1e308, 9007199254740993, 2147483648, 16000, '', ' ', 'en', 'auto', 'x'.repeat(300), '\u0000', '\ud800',
  '﷽', '../../etc/passwd', [], {}, [[[[[[]]]]]], { a: { b: { c: {} } } }, '1e5', 'NaN', 'null', '-0',
];

/** The same object with some of its values, or keys, replaced. */
export function twistJson(value, chance, depth = 0) {
  if (chance.once(depth === 0 ? 12 : 4)) return chance.of(NASTY);
  if (Array.isArray(value)) return value.map((each) => twistJson(each, chance, depth + 1));
  if (value === null || typeof value !== 'object') return chance.once(3) ? chance.of(NASTY) : value;
  const twisted = {};
  for (const [key, each] of Object.entries(value)) {
    if (chance.once(10)) continue;
    twisted[chance.once(12) ? key + chance.of(['', ' ', 's', '.x', '\u0000']) : key] = chance.once(2) ? each : twistJson(each, chance, depth + 1);
  }
  if (chance.once(6)) twisted[chance.of(['type', 'zzz', '__proto__', 'position', 'after'])] = chance.of(NASTY);
  return twisted;
}

/** The same bytes with a few of them flipped, gone, doubled, or cut off. */
export function twistBytes(bytes, chance) {
  let twisted = Buffer.from(bytes);
  for (let times = 1 + chance.below(4); times > 0; times--) {
    const at = chance.below(twisted.length + 1);
    switch (chance.below(6)) {
      case 0: if (at < twisted.length) twisted[at] ^= 1 << chance.below(8); break;
      case 1: if (at < twisted.length) twisted[at] = chance.of([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x7b, 0x5c]); break;
      case 2: twisted = Buffer.concat([twisted.subarray(0, at), chance.bytes(1 + chance.below(8)), twisted.subarray(at)]); break;
      case 3: twisted = Buffer.concat([twisted.subarray(0, at), twisted.subarray(Math.min(twisted.length, at + 1 + chance.below(16)))]); break;
      case 4: twisted = twisted.subarray(0, at); break;
      default: twisted = Buffer.concat([twisted.subarray(0, at), twisted.subarray(Math.max(0, at - 8), at), twisted.subarray(at)]);
    }
  }
  return twisted;
}
