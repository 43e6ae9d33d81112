import { describe, expect, it } from 'vitest';
import { SettingsStore } from '../../../app/settings/settings.js';

function storage(stored?: string): { getItem: () => string | null; setItem: (key: string, value: string) => void; written: string | undefined } {
  return {
    written: stored,
    getItem() {
      return this.written ?? null;
    },
    setItem(_, value) {
      this.written = value;
    },
  };
}

describe('settings', () => {
  it('are remembered', () => {
    const kept = storage();
    new SettingsStore(kept).update({ uiLanguage: 'zh-TW', captionSize: 'huge', shortcuts: false });
    expect(new SettingsStore(kept).current).toMatchObject({ uiLanguage: 'zh-TW', captionSize: 'huge', shortcuts: false, theme: 'auto' });
  });

  it.each(['', '{', 'null', '[]', '7', '{"theme":"pink","captionSize":3,"uiLanguage":"tlh","shortcuts":"yes","model":""}'])(
    'that make no sense are the usual ones: %s',
    (stored) => {
      expect(new SettingsStore(storage(stored)).current).toEqual(new SettingsStore(undefined).current);
    },
  );

  it('work where the browser stores nothing', () => {
    const forbidden = {
      getItem: (): string => {
        throw new DOMException('no', 'SecurityError');
      },
      setItem: (): void => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const settings = new SettingsStore(forbidden);
    settings.update({ theme: 'dark' });
    expect(settings.current.theme).toBe('dark');
  });

  it('tell their followers now and at every change', () => {
    const settings = new SettingsStore(undefined);
    const seen: string[] = [];
    settings.follow(({ theme }) => seen.push(theme));
    settings.update({ theme: 'dark' });
    expect(seen).toEqual(['auto', 'dark']);
  });
});
