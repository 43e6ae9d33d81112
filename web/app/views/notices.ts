import { en } from '../i18n/en.js';
import type { AppContext } from '../shell/context.js';
import { messageOf } from './banner-message.js';

const passingMs = 8_000;

type Shell = Pick<AppContext, 'banners' | 'translator'>;

/** What the server notices beside a session: in the page's words, or where it has none, if `otherwise`, in the server's. */
export function showNotice({ banners, translator }: Shell, code: string, otherwise?: string): void {
  const key = `notice.${code}`;
  const known = Object.hasOwn(en, `${key}.title`);
  const good = code === 'history_on' || code.endsWith('_restored');
  if (known) {
    banners.show(kindOf(code), () => ({ ...messageOf(translator, good ? 'note' : 'warning', key), ...(good ? { forMs: passingMs } : {}) }));
  } else if (otherwise !== undefined) {
    banners.show(kindOf(code), () => ({ tone: 'note', title: otherwise }));
  }
}

export function hideNotices({ banners }: Shell): void {
  for (const kind of ['notice', 'notice-history', 'notice-audio']) banners.hide(kind);
}

/** What is kept again takes the place of what was not. */
function kindOf(code: string): string {
  return code.startsWith('history_audio') ? 'notice-audio' : code.startsWith('history') ? 'notice-history' : 'notice';
}
