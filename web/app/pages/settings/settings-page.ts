import { toMicrophoneError } from '../../../client/index.js';
import { byId, element } from '../../dom.js';
import { readSystemInfo, type SystemInfo } from '../../server/system-info.js';
import { canChooseSpeaker, type Device, findDevices } from '../../settings/devices.js';
import type { AppContext, PageView } from '../../shell/context.js';
import { failureOf } from '../../views/banner-message.js';
import type { Shortcut } from '../../views/shortcuts.js';
import { factsOf } from './server-facts.js';

/** What the browser remembers for its user, and what the server it is connected to works with. */
export class SettingsPage implements PageView {
  readonly root: HTMLElement;
  readonly #app: AppContext;
  readonly #form = byId<HTMLFormElement>('settings-form');
  readonly #shortcuts: readonly Shortcut[];
  #info: SystemInfo | undefined;
  #unreachable = false;

  constructor(app: AppContext, root: HTMLElement, shortcuts: readonly Shortcut[]) {
    this.#app = app;
    this.root = root;
    this.#shortcuts = shortcuts;
    this.#form.addEventListener('change', ({ target }) => this.#changed(target as HTMLInputElement | HTMLSelectElement));
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    byId('name-devices').addEventListener('click', () => void this.#nameDevices());
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#drawDevices());
  }

  show(): void {
    void this.#ask();
    void this.#drawDevices();
  }

  draw(): void {
    const { settings, translator } = this.#app;
    const values: Readonly<Record<string, unknown>> = { ...settings.current, uiLanguage: translator.language };
    for (const input of this.#form.querySelectorAll('input')) {
      input.checked = input.type === 'checkbox' ? values[input.name] === true : values[input.name] === input.value;
    }
    byId('shortcut-list').replaceChildren(
      ...this.#shortcuts.flatMap(({ name, key }) => [
        element('dt', {}, translator.text(name)),
        element('dd', {}, element('kbd', {}, key)),
      ]),
    );
    this.#drawServer();
    if (!this.root.hidden) void this.#drawDevices();
  }

  #changed(input: HTMLInputElement | HTMLSelectElement): void {
    const value = input.type === 'checkbox' ? (input as HTMLInputElement).checked : input.value || undefined;
    this.#app.settings.update({ [input.name]: value });
  }

  async #ask(): Promise<void> {
    try {
      this.#info = await readSystemInfo(this.#app.url);
      this.#unreachable = false;
    } catch {
      this.#unreachable = true;
    }
    this.#drawServer();
  }

  #drawServer(): void {
    const { translator } = this.#app;
    const note = byId('server-note');
    note.hidden = this.#info !== undefined && !this.#unreachable;
    note.textContent = translator.text(this.#unreachable ? 'settings.server_unreachable' : 'settings.server_asking');
    const facts = this.#info === undefined ? [] : factsOf(this.#info);
    byId('server-facts').replaceChildren(
      ...facts.flatMap(({ name, values }) => [
        element('dt', {}, translator.text(name)),
        ...values.map(({ text, mark }) => element('dd', {}, text, ...(mark ? [element('span', { class: 'tag' }, translator.text(mark))] : []))),
      ]),
    );
  }

  async #drawDevices(): Promise<void> {
    const { translator, settings } = this.#app;
    const { inputs, outputs, named } = await findDevices(navigator.mediaDevices);
    const speaker = byId<HTMLSelectElement>('output-device');
    this.#fill(byId<HTMLSelectElement>('input-device'), inputs, settings.current.inputDevice);
    this.#fill(speaker, canChooseSpeaker() ? outputs : [], settings.current.outputDevice);
    speaker.disabled = !canChooseSpeaker();
    byId('name-devices').hidden = named || navigator.mediaDevices === undefined;
    const note = byId('device-note');
    note.hidden = named && canChooseSpeaker();
    note.textContent = translator.text(named ? 'settings.no_speaker_choice' : 'settings.devices_unnamed');
  }

  #fill(select: HTMLSelectElement, devices: readonly Device[], chosen: string | undefined): void {
    const { translator } = this.#app;
    const kind = select.id === 'input-device' ? 'settings.microphone_number' : 'settings.speaker_number';
    const known = devices.filter(({ id }) => id !== 'default');
    const value = known.some(({ id }) => id === chosen) ? chosen : '';
    select.replaceChildren(
      new Option(translator.text('settings.device_default'), ''),
      ...known.map(({ id, label }, at) => new Option(label || translator.text(kind, { number: at + 1 }), id)),
    );
    select.value = value ?? '';
  }

  /** Browsers name devices only to pages that were allowed the microphone. */
  async #nameDevices(): Promise<void> {
    const { banners, translator } = this.#app;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      banners.hide('devices');
    } catch (error) {
      banners.show('devices', () => failureOf(translator, 'error', toMicrophoneError(error)));
    }
    await this.#drawDevices();
  }
}
