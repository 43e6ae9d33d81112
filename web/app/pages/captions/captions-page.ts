import { editLine, type Level } from '../../../client/index.js';
import captureWorkletUrl from '../../../client/audio/capture-worklet.ts?worker&url';
import { byId } from '../../dom.js';
import { copy, download, type ExportFormat, exportFormats, hasText, hasTimes, plainText } from '../../export-file.js';
import { KeptSession } from '../../live/kept-session.js';
import { LiveCaptions } from '../../live/live-captions.js';
import { controlsOf } from '../../live/live-state.js';
import { SilenceWatch } from '../../live/silence-watch.js';
import { ScreenWakeLock } from '../../live/wake-lock.js';
import { tabStorage } from '../../settings/browser-storage.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { ShareDialog } from '../../share/share-dialog.js';
import { FileQueue } from '../../transcripts/file-queue.js';
import { maxTranscripts, type Transcript, Transcripts } from '../../transcripts/transcripts.js';
import { failureOf, messageOf } from '../../views/banner-message.js';
import { CaptionsView } from '../../views/captions-view.js';
import { Choices } from '../../views/choices.js';
import { FileInput } from '../../views/file-input.js';
import { FileStatus, isBusy } from '../../views/file-status.js';
import { LiveControls } from '../../views/live-controls.js';
import { Menu } from '../../views/menu.js';
import { hideNotices, showNotice } from '../../views/notices.js';
import type { Shortcut } from '../../views/shortcuts.js';
import { TranscriptStrip } from '../../views/transcript-strip.js';

/**
 * Live captions, and texts of recordings. What the user does changes the settings, the transcripts or the live captions;
 * each of them changing draws the views again, and the views touch only what differs.
 */
export class CaptionsPage implements PageView {
  readonly root: HTMLElement;
  readonly shortcuts: readonly Shortcut[] = [
    { name: 'shortcut.toggle', key: 'S', run: () => this.#toggle() },
    { name: 'shortcut.open', key: 'O', run: () => this.#files.open() },
    { name: 'shortcut.copy', key: 'C', run: () => void this.#copy() },
    { name: 'shortcut.download', key: 'D', run: () => this.#download.open() },
    { name: 'shortcut.new', key: 'N', run: () => this.#new() },
    { name: 'shortcut.latest', key: 'L', run: () => this.#captions.jumpToLatest() },
  ];
  readonly #app: AppContext;
  readonly #transcripts = new Transcripts();
  readonly #choices: Choices;
  readonly #captions: CaptionsView;
  readonly #controls = new LiveControls('');
  readonly #wakeLock = new ScreenWakeLock();
  readonly #download = new Menu(byId('download'), byId('download-menu'));
  readonly #files = new FileInput((files) => this.#addFiles(files));
  readonly #fileStatus: FileStatus;
  readonly #strip: TranscriptStrip;
  readonly #queue: FileQueue;
  readonly #kept = new KeptSession(tabStorage());
  readonly #live: LiveCaptions;
  readonly #share: ShareDialog;
  #silence = new SilenceWatch();
  #shownId = 0;

  constructor(app: AppContext, root: HTMLElement) {
    this.#app = app;
    this.root = root;
    const { settings, translator, models, url } = app;
    this.#choices = new Choices(byId<HTMLSelectElement>('model'), byId<HTMLSelectElement>('language'), settings, translator);
    this.#captions = new CaptionsView(translator, (line, text) => {
      this.#transcripts.update(this.#transcripts.shown.id, ({ captions }) => ({ captions: editLine(captions, line, text) }));
    });
    this.#share = new ShareDialog(app);
    this.#controls.toggle.addEventListener('click', () => this.#toggle());
    // The announcer says it, and not with every utterance.
    byId('state').removeAttribute('role');
    this.#fileStatus = new FileStatus(translator, (id) => this.#queue.cancel(id));
    this.#strip = new TranscriptStrip(this.#transcripts, translator, (transcript) => this.#remove(transcript));
    this.#queue = new FileQueue({
      url,
      transcripts: this.#transcripts,
      choices: () => this.#choices,
      onFailed: (id, file, error) => this.#fail(`file-${id}`, error, file.name),
    });
    this.#live = new LiveCaptions({
      url,
      workletUrl: captureWorkletUrl,
      transcripts: this.#transcripts,
      kept: this.#kept,
      choices: () => ({
        model: this.#choices.model,
        language: this.#choices.language,
        deviceId: settings.current.inputDevice,
        keep: settings.current.keepHistory,
      }),
      onState: () => this.#liveChanged(),
      onLevel: (level) => this.#hear(level),
      onTrouble: (error) => this.#fail('trouble', error),
      onMuted: (muted) => this.#warn('muted', muted),
      onNotice: (code) => showNotice(app, code),
      onFailed: (error) => this.#fail('live', error, undefined, () => this.#toggle()),
    });
    models.onChange(() => {
      this.#choices.models = models.all;
      this.#choices.disabled = this.#live.state !== 'off';
    });
    this.#transcripts.onChange(() => this.#draw());
    byId('share').addEventListener('click', () => {
      const { sessionId } = this.#live;
      if (sessionId !== undefined) void this.#share.open(sessionId);
    });
    byId('new').addEventListener('click', () => this.#new());
    byId('copy').addEventListener('click', () => void this.#copy());
    for (const format of exportFormats) this.#formatButton(format).addEventListener('click', () => download(this.#transcripts.shown, format));
  }

  get isBusy(): boolean {
    return this.#live.state !== 'off' || this.#transcripts.all.some(({ file }) => file !== undefined && isBusy(file));
  }

  /** The page was loaded anew in the middle of a recording: it goes on. */
  goOn(): void {
    if (this.#kept.id !== undefined) this.#toggle();
  }

  leave(): void {
    this.#app.banners.hide('live');
  }

  draw(): void {
    this.#choices.draw();
    this.#controls.meter.redraw();
    this.#draw();
  }

  #draw(): void {
    const { shown } = this.#transcripts;
    if (shown.id === this.#shownId) {
      this.#captions.show(shown.captions);
    } else {
      this.#shownId = shown.id;
      this.#captions.replace(shown.captions);
      this.#app.announcer.reset(shown.captions);
    }
    this.#app.announcer.announceFinals(shown.captions);
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
      button.title = button.disabled ? this.#app.translator.text('export.no_times') : '';
    }
  }

  #drawEmpty({ captions, file }: Transcript): void {
    const isEmpty = captions.lines.length === 0;
    byId('empty').hidden = !isEmpty || (file !== undefined && file.phase !== 'done');
    byId('empty-title').hidden = file !== undefined;
    byId('empty-privacy').hidden = file !== undefined;
    byId('empty-text').textContent = this.#app.translator.text(file === undefined ? 'empty.text' : 'empty.no_speech');
  }

  #drawDock(): void {
    const writing = this.#live.transcriptId === undefined ? undefined : this.#transcripts.find(this.#live.transcriptId);
    this.#button('share').disabled = this.#live.state !== 'live' && this.#live.state !== 'reconnecting';
    const { translator } = this.#app;
    const { state, seconds } = this.#live;
    this.#controls.draw({
      ...controlsOf(state, writing?.captions.speaking ?? false, translator),
      label: translator.text(state === 'off' ? 'live.start' : 'live.stop'),
      seconds: state === 'off' ? undefined : seconds,
    });
  }

  #liveChanged(): void {
    const { state } = this.#live;
    this.#app.announcer.say(this.#app.translator.text(`live.state.${state}`));
    this.#choices.disabled = state !== 'off';
    this.#wakeLock.wanted = state !== 'off';
    if (state === 'opening') this.#app.microphone.take('captions', () => this.#live.stop());
    if (state === 'off') {
      this.#app.microphone.release('captions');
      this.#controls.meter.clear();
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
    for (const kind of ['live', 'trouble']) this.#app.banners.hide(kind);
    hideNotices(this.#app);
    this.#silence = new SilenceWatch();
    const { shown } = this.#transcripts;
    const transcript = shown.file === undefined ? shown : this.#transcripts.addLive();
    if (transcript === undefined) return this.#tellTooMany();
    this.#transcripts.show(transcript.id);
    void this.#live.start(transcript);
  }

  #hear(level: Level): void {
    this.#controls.meter.add(level);
    const silent = this.#silence.add(level);
    if (silent !== undefined) this.#warn('silent', silent);
    this.#drawDock();
  }

  #warn(what: 'muted' | 'silent', show: boolean): void {
    if (show) this.#app.banners.show(what, () => messageOf(this.#app.translator, 'warning', `live.${what}`));
    else this.#app.banners.hide(what);
  }

  #fail(kind: string, error: unknown, about?: string, again?: () => void): void {
    this.#app.banners.show(kind, () => failureOf(this.#app.translator, kind === 'trouble' ? 'warning' : 'error', error, about, again));
  }

  #addFiles(files: readonly File[]): void {
    this.#app.router.go('captions');
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
    this.#app.banners.show('too-many', () => messageOf(this.#app.translator, 'warning', 'file.too_many', { limit: maxTranscripts }));
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
    this.#app.banners.hide(`file-${removed.id}`);
    this.#app.banners.show('removed', () => ({
      tone: 'note',
      title: this.#app.translator.text('transcripts.removed', { title: this.#strip.title(removed) }),
      action: { label: this.#app.translator.text('transcripts.undo'), run: () => this.#transcripts.restore(removed) },
      forMs: 8000,
    }));
  }

  async #copy(): Promise<void> {
    const { shown } = this.#transcripts;
    if (!hasText(shown)) return;
    try {
      await copy(plainText(shown));
      this.#app.announcer.say(this.#app.translator.text('export.copied_text'));
      byId('copy-text').textContent = this.#app.translator.text('export.copied');
      setTimeout(() => (byId('copy-text').textContent = this.#app.translator.text('export.copy')), 2000);
    } catch {
      this.#app.banners.show('copy', () => messageOf(this.#app.translator, 'warning', 'export.copy_failed'));
    }
  }

  #button(id: string): HTMLButtonElement {
    return byId<HTMLButtonElement>(id);
  }

  #formatButton(format: ExportFormat): HTMLButtonElement {
    return byId('download-menu').querySelector(`[data-format=${format}]`) as HTMLButtonElement;
  }
}
