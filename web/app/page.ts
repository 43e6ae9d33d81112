import { listModels, type Level, ParleyError } from '../client/index.js';
import captureWorkletUrl from '../client/audio/capture-worklet.ts?worker&url';
import { byId } from './dom.js';
import { explain } from './explain.js';
import { copy, download, type ExportFormat, exportFormats, hasText, hasTimes, plainText } from './export-file.js';
import { type MessageKey, preferredLanguage, translate, Translator, type Values } from './i18n/index.js';
import { KeptSession } from './live/kept-session.js';
import { LiveCaptions } from './live/live-captions.js';
import { SilenceWatch } from './live/silence-watch.js';
import { ScreenWakeLock } from './live/wake-lock.js';
import { browserStorage, tabStorage } from './settings/browser-storage.js';
import { type Settings, SettingsStore, themes } from './settings/settings.js';
import { FileQueue } from './transcripts/file-queue.js';
import { maxTranscripts, type Transcript, Transcripts } from './transcripts/transcripts.js';
import { Announcer } from './views/announcer.js';
import { type Banner, Banners } from './views/banners.js';
import { CaptionsView } from './views/captions-view.js';
import { Choices } from './views/choices.js';
import { Dock } from './views/dock.js';
import { FileInput } from './views/file-input.js';
import { FileStatus, isBusy } from './views/file-status.js';
import { Menu } from './views/menu.js';
import { MeterView } from './views/meter-view.js';
import { SettingsDialog } from './views/settings-dialog.js';
import { listenForShortcuts, type Shortcut } from './views/shortcuts.js';
import { TranscriptStrip } from './views/transcript-strip.js';

/**
 * The page. What the user does changes the settings, the transcripts or the live captions; each of them changing draws
 * the views again, and the views touch only what differs.
 */
export class Page {
  readonly #url = new URL('.', document.baseURI);
  readonly #settings = new SettingsStore(browserStorage());
  readonly #translator = new Translator(this.#uiLanguage(this.#settings.current));
  readonly #transcripts = new Transcripts();
  readonly #choices = new Choices(this.#settings, this.#translator);
  readonly #banners = new Banners(this.#translator);
  readonly #captions = new CaptionsView(this.#translator);
  readonly #announcer = new Announcer();
  readonly #meter = new MeterView();
  readonly #wakeLock = new ScreenWakeLock();
  readonly #download = new Menu(byId('download'), byId('download-menu'));
  readonly #dock = new Dock(this.#translator, () => this.#toggle());
  readonly #files = new FileInput((files) => this.#addFiles(files));
  readonly #fileStatus = new FileStatus(this.#translator, (id) => this.#queue.cancel(id));
  readonly #strip = new TranscriptStrip(this.#transcripts, this.#translator, (transcript) => this.#remove(transcript));
  readonly #queue = new FileQueue({
    url: this.#url,
    transcripts: this.#transcripts,
    choices: () => this.#choices,
    onFailed: (id, file, error) => this.#fail(`file-${id}`, error, file.name),
  });
  readonly #kept = new KeptSession(tabStorage());
  readonly #live = new LiveCaptions({
    url: this.#url,
    workletUrl: captureWorkletUrl,
    transcripts: this.#transcripts,
    kept: this.#kept,
    choices: () => this.#choices,
    onState: () => this.#liveChanged(),
    onLevel: (level) => this.#hear(level),
    onTrouble: (error) => this.#fail('trouble', error),
    onMuted: (muted) => this.#warn('muted', muted),
    onFailed: (error) => this.#fail('live', error, undefined, () => this.#toggle()),
  });
  readonly #shortcuts: readonly Shortcut[] = [
    { name: 'shortcut.toggle', key: 'S', run: () => this.#toggle() },
    { name: 'shortcut.open', key: 'O', run: () => this.#files.open() },
    { name: 'shortcut.copy', key: 'C', run: () => void this.#copy() },
    { name: 'shortcut.download', key: 'D', run: () => this.#download.open() },
    { name: 'shortcut.new', key: 'N', run: () => this.#new() },
    { name: 'shortcut.latest', key: 'L', run: () => this.#captions.jumpToLatest() },
    { name: 'shortcut.settings', key: '?', run: () => this.#dialog.open() },
  ];
  readonly #dialog = new SettingsDialog(this.#settings, this.#translator, this.#shortcuts);
  #silence = new SilenceWatch();
  #shownId = 0;

  /** Brings the page to life. */
  start(): void {
    this.#settings.follow((settings) => this.#apply(settings));
    this.#transcripts.onChange(() => this.#draw());
    listenForShortcuts(this.#shortcuts, () => this.#settings.current.shortcuts);
    byId('switch-language').addEventListener('click', () => {
      this.#settings.update({ uiLanguage: this.#translator.language === 'en' ? 'zh-TW' : 'en' });
    });
    byId('switch-theme').addEventListener('click', () => {
      const { theme } = this.#settings.current;
      this.#settings.update({ theme: themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto' });
    });
    byId('new').addEventListener('click', () => this.#new());
    byId('copy').addEventListener('click', () => void this.#copy());
    for (const format of exportFormats) this.#formatButton(format).addEventListener('click', () => download(this.#transcripts.shown, format));
    addEventListener('beforeunload', (event) => {
      const busy = this.#transcripts.all.some(({ file }) => file !== undefined && isBusy(file));
      if (busy || this.#live.state !== 'off') event.preventDefault();
    });
    void this.#loadModels();
    // The page was loaded anew in the middle of a recording.
    if (this.#kept.id !== undefined) this.#toggle();
  }

  async #loadModels(): Promise<void> {
    try {
      this.#choices.models = await listModels(this.#url);
      this.#choices.disabled = this.#live.state !== 'off';
      this.#banners.hide('models');
    } catch (error) {
      if (error instanceof ParleyError && error.retryAfterMs !== undefined) {
        // A server that has just started says when its models will be there.
        setTimeout(() => void this.#loadModels(), error.retryAfterMs);
        this.#banners.show('models', () => this.#message('note', 'error.starting'));
        return;
      }
      this.#banners.show('models', () => ({
        ...this.#message('warning', 'error.models'),
        action: { label: this.#translator.text('banner.retry'), run: () => void this.#loadModels() },
      }));
    }
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
    document.title = this.#translator.text('app.title');
    translate(document, this.#translator);
    byId('switch-language').lang = this.#translator.language === 'en' ? 'zh-TW' : 'en';
    const theme = this.#translator.text(`header.theme.${settings.theme}`);
    const switchTheme = byId('switch-theme');
    switchTheme.setAttribute('aria-label', theme);
    switchTheme.title = theme;
    this.#dialog.draw(settings);
    this.#choices.draw();
    this.#meter.redraw();
    this.#draw();
  }

  #draw(): void {
    const { shown } = this.#transcripts;
    if (shown.id === this.#shownId) {
      this.#captions.show(shown.captions);
    } else {
      this.#shownId = shown.id;
      this.#captions.replace(shown.captions);
      this.#announcer.reset(shown.captions);
    }
    this.#announcer.announceFinals(shown.captions);
    this.#strip.draw(this.#live.transcriptId);
    this.#fileStatus.draw(shown);
    this.#drawEmpty(shown);
    this.#drawDock();
    this.#button('new').disabled = shown.file === undefined && shown.captions.lines.length === 0;
    this.#button('copy').disabled = !hasText(shown);
    this.#button('download').disabled = !hasText(shown);
    for (const format of ['srt', 'vtt'] as const) {
      const button = this.#formatButton(format);
      button.disabled = !hasTimes(shown);
      button.title = button.disabled ? this.#translator.text('export.no_times') : '';
    }
  }

  #drawEmpty({ captions, file }: Transcript): void {
    const isEmpty = captions.lines.length === 0;
    byId('empty').hidden = !isEmpty || (file !== undefined && file.phase !== 'done');
    byId('empty-title').hidden = file !== undefined;
    byId('empty-privacy').hidden = file !== undefined;
    byId('empty-text').textContent = this.#translator.text(file === undefined ? 'empty.text' : 'empty.no_speech');
  }

  #drawDock(): void {
    const writing = this.#live.transcriptId === undefined ? undefined : this.#transcripts.find(this.#live.transcriptId);
    this.#dock.draw(this.#live.state, { speaking: writing?.captions.speaking ?? false }, this.#live.seconds);
  }

  #liveChanged(): void {
    const { state } = this.#live;
    this.#announcer.say(this.#translator.text(`live.state.${state}`));
    this.#choices.disabled = state !== 'off';
    this.#wakeLock.wanted = state !== 'off';
    if (state === 'off') {
      this.#meter.clear();
      this.#warn('muted', false);
      this.#warn('silent', false);
    }
    this.#draw();
  }

  #toggle(): void {
    if (this.#live.state !== 'off') {
      this.#live.stop();
      return;
    }
    this.#banners.hide('live');
    this.#banners.hide('trouble');
    this.#silence = new SilenceWatch();
    const { shown } = this.#transcripts;
    const transcript = shown.file === undefined ? shown : this.#transcripts.addLive();
    if (transcript === undefined) return this.#tellTooMany();
    this.#transcripts.show(transcript.id);
    void this.#live.start(transcript);
  }

  #hear(level: Level): void {
    this.#meter.add(level);
    const silent = this.#silence.add(level);
    if (silent !== undefined) this.#warn('silent', silent);
    this.#drawDock();
  }

  #warn(what: 'muted' | 'silent', show: boolean): void {
    if (show) this.#banners.show(what, () => this.#message('warning', `live.${what}`));
    else this.#banners.hide(what);
  }

  /** A banner whose words stand under `key` as title and text. */
  #message(tone: Banner['tone'], key: string, values?: Values): Banner {
    const title = this.#translator.text(`${key}.title` as MessageKey, values);
    return { tone, title, text: this.#translator.text(`${key}.text` as MessageKey, values) };
  }

  #fail(kind: string, error: unknown, about?: string, again?: () => void): void {
    this.#banners.show(kind, () => {
      const { title, text, retry, retryAfterMs } = explain(error, this.#translator);
      const action = retry && again ? { label: this.#translator.text('banner.retry'), run: again, afterMs: retryAfterMs } : undefined;
      return {
        tone: kind === 'trouble' ? 'warning' : 'error',
        title: about === undefined ? title : `${about}: ${title}`,
        text,
        ...(action ? { action } : {}),
      };
    });
  }

  #addFiles(files: readonly File[]): void {
    let first: Transcript | undefined;
    for (const file of files) {
      const transcript = this.#transcripts.addFile(file.name);
      if (transcript === undefined) {
        this.#tellTooMany();
        break;
      }
      first ??= transcript;
      this.#queue.add(transcript.id, file);
    }
    if (first !== undefined) this.#transcripts.show(first.id);
  }

  #tellTooMany(): void {
    this.#banners.show('too-many', () => this.#message('warning', 'file.too_many', { limit: maxTranscripts }));
  }

  #new(): void {
    const transcript = this.#transcripts.addLive();
    if (transcript === undefined) this.#tellTooMany();
    else this.#transcripts.show(transcript.id);
  }

  #remove(transcript: Transcript): void {
    this.#queue.cancel(transcript.id);
    // Cancelling changes what is to be put back.
    const removed = this.#transcripts.find(transcript.id) ?? transcript;
    this.#transcripts.remove(removed.id);
    this.#banners.hide(`file-${removed.id}`);
    this.#banners.show('removed', () => ({
      tone: 'note',
      title: this.#translator.text('transcripts.removed', { title: this.#strip.title(removed) }),
      action: { label: this.#translator.text('transcripts.undo'), run: () => this.#transcripts.restore(removed) },
      forMs: 8000,
    }));
  }

  async #copy(): Promise<void> {
    const { shown } = this.#transcripts;
    if (!hasText(shown)) return;
    try {
      await copy(plainText(shown));
      this.#announcer.say(this.#translator.text('export.copied_text'));
      byId('copy-text').textContent = this.#translator.text('export.copied');
      setTimeout(() => (byId('copy-text').textContent = this.#translator.text('export.copy')), 2000);
    } catch {
      this.#banners.show('copy', () => this.#message('warning', 'export.copy_failed'));
    }
  }

  #button(id: string): HTMLButtonElement {
    return byId<HTMLButtonElement>(id);
  }

  #formatButton(format: ExportFormat): HTMLButtonElement {
    return byId('download-menu').querySelector(`[data-format=${format}]`) as HTMLButtonElement;
  }
}
