import { describe, expect, it } from 'vitest';
import { formatRoute, pages, parseRoute } from '../../../app/shell/routes.js';

describe('an address', () => {
  it.each(pages)('of %s leads there, and is written as it is read', (page) => {
    expect(parseRoute(formatRoute({ page }))).toEqual({ page, item: undefined });
    expect(parseRoute(formatRoute({ page, item: 'a b/ü%' }))).toEqual({ page, item: 'a b/ü%' });
  });

  it.each(['', '#', '#/', '#captions', '#/nowhere', '#/constructor', '#/settings/a/b'])('without a page leads to the captions: %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'captions', item: undefined });
  });

  it('with a broken item leads to its page', () => {
    expect(parseRoute('#/settings/%E0%A4%A')).toEqual({ page: 'settings', item: undefined });
  });
});
