import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MicrophoneError, ParleyError } from '../../../client/index.js';
import { explain } from '../../../app/explain.js';
import { messagesOf, preferredLanguage, Translator, uiLanguages } from '../../../app/i18n/index.js';

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([match]) => match).sort();

describe('the languages of the page', () => {
  it('have the same messages with the same values, none of them empty', () => {
    const { en, 'zh-TW': zhTW } = messagesOf;
    expect(Object.keys(zhTW).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(zhTW[key].trim(), key).not.toBe('');
      expect(placeholders(zhTW[key]), key).toEqual(placeholders(en[key]));
    }
  });

  it('have every message the page asks for', () => {
    const pages = new URL('../../../app/pages/', import.meta.url);
    const files = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
    const addresses = [new URL('../../../index.html', import.meta.url), ...files.map((file) => new URL(file, pages))];
    const html = addresses.map((address) => readFileSync(address, 'utf8')).join('');
    const asked = [...html.matchAll(/data-(?:text|label)="([^"]+)"/g)].map((match) => match[1]);
    expect(asked.length).toBeGreaterThan(30);
    for (const key of asked) expect(messagesOf.en).toHaveProperty([key ?? '']);
  });

  it('use the words of Taiwan', () => {
    const chinese = Object.values(messagesOf['zh-TW']).join('\n');
    expect(chinese).toContain('工作階段');
    for (const foreign of ['視頻', '音頻', '文件', '服務器', '網絡', '默認', '會話', '軟件', '鼠標', '設置', '信息', '质', '说', '录']) {
      expect(chinese).not.toContain(foreign);
    }
  });

  it.each([
    [['zh-TW', 'en'], 'zh-TW'],
    [['zh-Hant-HK'], 'zh-TW'],
    [['zh'], 'zh-TW'],
    [['fr-FR', 'zh-CN', 'en'], 'zh-TW'],
    [['en-GB', 'zh-TW'], 'en'],
    [['de-DE'], 'en'],
    [[], 'en'],
  ])('follow the browser: %j gives %s', (tags, language) => {
    expect(preferredLanguage(tags)).toBe(language);
  });

  it('fill in values, and tell listeners of a change', () => {
    const translator = new Translator('en');
    let changes = 0;
    translator.onChange(() => changes++);
    expect(translator.text('file.uploading', { percent: 42 })).toBe('Uploading, 42 %');
    translator.language = 'zh-TW';
    expect(translator.text('file.uploading', { percent: 42 })).toBe('上傳中，42%');
    expect(changes).toBe(1);
  });
});

describe.each(uiLanguages)('an explanation in %s', (language) => {
  const translator = new Translator(language);

  it.each(['insecure_origin', 'unsupported', 'denied', 'dismissed', 'denied_by_system', 'no_device', 'busy', 'unsuitable', 'disconnected', 'unknown'] as const)(
    'stands for the microphone problem %s',
    (problem) => {
      const { title, text, retry } = explain(new MicrophoneError(problem, 'said so'), translator);
      expect(title).toBe(messagesOf[language][`mic.${problem}.title`]);
      expect(text).not.toMatch(/[{}]/);
      expect(retry).toBe(!['insecure_origin', 'unsupported'].includes(problem));
    },
  );

  it('of a server’s error keeps the time to wait', () => {
    const busy = new ParleyError('too_many_sessions', 'Full.', { retry: true, retryAfterMs: 1500 });
    expect(explain(busy, translator)).toMatchObject({ title: messagesOf[language]['error.too_many_sessions.title'], retry: true, retryAfterMs: 1500 });
  });

  it('names the number under which the server logged its mistake', () => {
    expect(explain(new ParleyError('internal_error', 'x', { requestId: 'r42' }), translator).text).toContain('r42');
  });

  it('of anything unforeseen shows what was said', () => {
    expect(explain(new ParleyError('brand_new', 'It rained.'), translator).text).toContain('It rained.');
    expect(explain(new TypeError('It snowed.'), translator).text).toContain('It snowed.');
  });
});
