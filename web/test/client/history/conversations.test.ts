import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversationAudioUrl, conversationExportUrl, correctTurn, deleteConversation, listConversations } from '../../../client/index.js';

const url = 'http://host/parley/';
let asked: { readonly address: string; readonly init: RequestInit | undefined }[];
let answer: () => Response;

beforeEach(() => {
  asked = [];
  answer = () => new Response('{"conversations":[],"next":null}');
  vi.stubGlobal('fetch', (address: URL, init?: RequestInit) => {
    asked.push({ address: address.href, init });
    return Promise.resolve(answer());
  });
});

afterEach(() => vi.unstubAllGlobals());

describe('kept conversations', () => {
  it('are asked for page by page, with what is looked for', async () => {
    await listConversations(url, { q: '房子 & co', after: 'x/y' });
    expect(asked[0]?.address).toBe('http://host/parley/api/conversations?q=%E6%88%BF%E5%AD%90+%26+co&after=x%2Fy');
  });

  it('are corrected and deleted by their names', async () => {
    answer = () => new Response(null, { status: 204 });
    await correctTurn('s_1', 'u1', 'Better.', url);
    await deleteConversation('s_1', url);
    expect(asked.map(({ address, init }) => [init?.method, address, init?.body])).toEqual([
      ['PATCH', 'http://host/parley/api/conversations/s_1/turns/u1', '{"text":"Better."}'],
      ['DELETE', 'http://host/parley/api/conversations/s_1', undefined],
    ]);
  });

  it('can be heard and taken away', () => {
    expect(conversationAudioUrl('s_1', url)).toBe('http://host/parley/api/conversations/s_1/audio');
    expect(conversationExportUrl('s_1', 'srt', url)).toBe('http://host/parley/api/conversations/s_1/export?format=srt');
  });

  it('say why there are none', async () => {
    answer = () => new Response('{"code":"history_off","message":"Off."}', { status: 403 });
    await expect(listConversations(url)).rejects.toMatchObject({ code: 'history_off' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('down')));
    await expect(listConversations(url)).rejects.toMatchObject({ code: 'connect_failed', retry: true });
  });
});
