import { describe, expect, it } from 'vitest';
import { chooseTargets, offersFor } from '../../../app/translate/offers.js';

const apertium = { name: 'apertium', scripted: false, pairs: [{ from: 'en', to: 'es' }, { from: 'es', to: 'en' }, { from: 'en', to: 'ca' }] };
const scripted = { name: 'scripted', scripted: true, pairs: [] };

describe('what a server translates', () => {
  it('depends on what is spoken', () => {
    expect(offersFor([scripted, apertium], 'en-US')).toEqual({ targets: ['es', 'ca'], scripted: undefined });
    expect(offersFor([apertium], 'es').targets).toEqual(['en']);
    expect(offersFor([apertium], 'auto').targets).toEqual(['es', 'en', 'ca']);
    expect(offersFor([apertium], 'de')).toEqual({ targets: [], scripted: undefined });
  });

  it('is a list of usual languages where the translator takes any, the spoken one left out', () => {
    const { targets } = offersFor([{ name: 'llm', scripted: false, pairs: [] }], 'en');
    expect(targets).toContain('zh-TW');
    expect(targets).not.toContain('en');
  });

  it('is the scripted translator’s only where nobody else translates, and by its name', () => {
    expect(offersFor([scripted, apertium], 'de')).toMatchObject({ scripted: 'scripted' });
    expect(offersFor([], 'de')).toEqual({ targets: [], scripted: undefined });
  });
});

describe('the languages to translate to', () => {
  it('are the reader’s own until some were chosen, else the first', () => {
    expect(chooseTargets(undefined, ['es', 'zh-TW'], 'zh-TW')).toEqual(['zh-TW']);
    expect(chooseTargets(undefined, ['es', 'ca'], 'zh-TW')).toEqual(['es']);
    expect(chooseTargets(undefined, [], 'en')).toEqual([]);
  });

  it('are those that were chosen, as far as they are offered', () => {
    expect(chooseTargets(['ca', 'tlh'], ['es', 'ca'], 'en')).toEqual(['ca']);
    expect(chooseTargets([], ['es'], 'en')).toEqual([]);
  });
});
