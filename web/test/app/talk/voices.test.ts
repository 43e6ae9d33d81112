import { expect, it } from 'vitest';
import { groupVoices } from '../../../app/talk/voices.js';

const voice = (id: string, language: string): { id: string; name: string; language: string; model: string } => ({ id, name: id, language, model: 'm' });
const names: Readonly<Record<string, string>> = { de: 'German', en: 'English', zh: 'Chinese' };

it('voices stand by language, those of the spoken one first', () => {
  const groups = groupVoices([voice('a', 'de'), voice('b', 'en-US'), voice('c', 'zh-TW'), voice('d', 'en-GB')], 'zh-TW', (tag) => names[tag] ?? tag);
  expect(groups.map(({ language, voices }) => [language, voices.map(({ id }) => id)])).toEqual([
    ['zh', ['c']],
    ['en', ['b', 'd']],
    ['de', ['a']],
  ]);
});
