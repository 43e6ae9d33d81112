import { byId } from './dom.js';
import { preferredLanguage, translate, Translator } from './i18n/index.js';
import captionsHtml from './pages/captions/captions.html?raw';
import { CaptionsPage } from './pages/captions/captions-page.js';
import settingsHtml from './pages/settings/settings.html?raw';
import { SettingsPage } from './pages/settings/settings-page.js';
import historyHtml from './pages/history/history.html?raw';
import { HistoryPage } from './pages/history/history-page.js';
import talkHtml from './pages/talk/talk.html?raw';
import { TalkPage } from './pages/talk/talk-page.js';
import translateHtml from './pages/translate/translate.html?raw';
import { TranslatePage } from './pages/translate/translate-page.js';
import voicesHtml from './pages/voices/voices.html?raw';
import { VoicesPage } from './pages/voices/voices-page.js';
import watchHtml from './pages/watch/watch.html?raw';
import { WatchPage } from './pages/watch/watch-page.js';
import { ServerModels } from './server/server-models.js';
import { browserStorage } from './settings/browser-storage.js';
import { type Settings, SettingsStore, themes } from './settings/settings.js';
import { type AppContext, mount, type PageView } from './shell/context.js';
import { MicrophoneClaim } from './shell/microphone-claim.js';
import { Navigation } from './shell/navigation.js';
import { Router } from './shell/router.js';
import type { PageName, Route } from './shell/routes.js';
import { Announcer } from './views/announcer.js';
import { Banners } from './views/banners.js';
import { listenForShortcuts, type Shortcut } from './views/shortcuts.js';

/** The shell around the pages: which one is shown, in which language, how it looks. */
export class App {
  readonly #settings = new SettingsStore(browserStorage());
  readonly #translator = new Translator(this.#uiLanguage(this.#settings.current));
  readonly #navigation = new Navigation(this.#translator);
  readonly #context: AppContext = this.#share();
  readonly #captions = new CaptionsPage(this.#context, mount(captionsHtml));
  readonly #translate = new TranslatePage(this.#context, mount(translateHtml));
  readonly #talk = new TalkPage(this.#context, mount(talkHtml));
  readonly #shortcuts: readonly Shortcut[] = [
    ...this.#captions.shortcuts,
    { name: 'shortcut.settings', key: '?', run: () => this.#context.router.go('settings') },
  ];
  readonly #pages: Readonly<Record<PageName, PageView>> = {
    captions: this.#captions,
    translate: this.#translate,
    talk: this.#talk,
    voices: new VoicesPage(this.#context, mount(voicesHtml)),
    history: new HistoryPage(this.#context, mount(historyHtml)),
    settings: new SettingsPage(this.#context, mount(settingsHtml), this.#shortcuts),
    watch: new WatchPage(this.#context, mount(watchHtml)),
  };

  /** Brings the app to life. */
  start(): void {
    const { router, models } = this.#context;
    this.#settings.follow((settings) => this.#apply(settings));
    router.follow((route, before) => this.#show(route, before));
    listenForShortcuts(this.#shortcuts, ({ key }) => {
      return this.#settings.current.shortcuts && (key === '?' || router.current.page === 'captions');
    });
    byId('skip').addEventListener('click', (event) => {
      // The address is the page's, not that of an element.
      event.preventDefault();
      byId('main').focus();
    });
    byId('switch-language').addEventListener('click', () => {
      this.#settings.update({ uiLanguage: this.#translator.language === 'en' ? 'zh-TW' : 'en' });
    });
    byId('switch-theme').addEventListener('click', () => {
      const { theme } = this.#settings.current;
      this.#settings.update({ theme: themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto' });
    });
    addEventListener('beforeunload', (event) => {
      if (Object.values(this.#pages).some((page) => page.isBusy)) event.preventDefault();
    });
    void models.load();
    this.#captions.goOn();
    this.#translate.goOn();
    this.#talk.goOn();
  }

  #share(): AppContext {
    const url = new URL('.', document.baseURI);
    const banners = new Banners(this.#translator);
    return {
      url,
      settings: this.#settings,
      translator: this.#translator,
      banners,
      announcer: new Announcer(),
      router: new Router(),
      microphone: new MicrophoneClaim((page) => this.#navigation.mark(page)),
      models: new ServerModels(url, banners, this.#translator),
    };
  }

  #show({ page, item }: Route, before: Route | undefined): void {
    if (before !== undefined && before.page !== page) this.#pages[before.page].leave?.();
    for (const [name, { root }] of Object.entries(this.#pages)) root.hidden = name !== page;
    const shown = this.#pages[page];
    this.#context.banners.moveTo(shown.root);
    this.#navigation.close(false);
    this.#navigation.draw(page);
    this.#title(page);
    shown.show?.(item);
    // Whoever went here by keyboard or hears the page goes on at its heading.
    if (before !== undefined && before.page !== page) shown.root.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }

  #title(page: PageName): void {
    document.title = this.#translator.text('app.title', { page: this.#translator.text(`nav.${page}`) });
  }

  #uiLanguage(settings: Settings): Translator['language'] {
    return settings.uiLanguage ?? preferredLanguage(navigator.languages);
  }

  #apply(settings: Settings): void {
    const root = document.documentElement;
    this.#translator.language = this.#uiLanguage(settings);
    root.lang = this.#translator.language;
    root.dataset['theme'] = settings.theme;
    root.dataset['captionSize'] = settings.captionSize;
    translate(document, this.#translator);
    byId('switch-language').lang = this.#translator.language === 'en' ? 'zh-TW' : 'en';
    const theme = this.#translator.text(`header.theme.${settings.theme}`);
    const switchTheme = byId('switch-theme');
    switchTheme.setAttribute('aria-label', theme);
    switchTheme.title = theme;
    const { page } = this.#context.router.current;
    this.#navigation.draw(page);
    this.#title(page);
    for (const view of Object.values(this.#pages)) view.draw();
  }
}
