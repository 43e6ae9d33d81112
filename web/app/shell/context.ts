import { placeParts } from '../parts/place-parts.js';
import type { ServerModels } from '../server/server-models.js';
import type { Translator } from '../i18n/index.js';
import type { SettingsStore } from '../settings/settings.js';
import type { Announcer } from '../views/announcer.js';
import type { Banners } from '../views/banners.js';
import type { MicrophoneClaim } from './microphone-claim.js';
import type { Router } from './router.js';

/** What every page shares. */
export interface AppContext {
  /** The server's base address. */
  readonly url: URL;
  readonly settings: SettingsStore;
  readonly translator: Translator;
  readonly banners: Banners;
  readonly announcer: Announcer;
  readonly router: Router;
  readonly microphone: MicrophoneClaim;
  readonly models: ServerModels;
}

/** One page of the app; its element stands in `main` and is hidden while another page is shown. */
export interface PageView {
  readonly root: HTMLElement;
  /** The page is shown; `item` is what the address names. */
  show?(item: string | undefined): void;
  /** Another page is shown now. */
  leave?(): void;
  /** The language or a setting changed. */
  draw(): void;
  /** Whether leaving the whole app would lose something. */
  readonly isBusy?: boolean;
}

/** Puts a page's markup, a part of the program, into the document. */
export function mount(html: string): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html;
  placeParts(template.content);
  const root = template.content.firstElementChild as HTMLElement;
  document.getElementById('main')?.append(root);
  return root;
}
