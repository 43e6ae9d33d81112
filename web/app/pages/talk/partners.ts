import { type ConverseOptions, listVoiceProfiles, type VoiceProfile } from '../../../client/index.js';
import { byId, element } from '../../dom.js';
import { languageName } from '../../i18n/language-name.js';
import { type Assistant, listVoices, readSystemInfo, type Voice } from '../../server/system-info.js';
import type { AppContext } from '../../shell/context.js';
import { groupVoices } from '../../talk/voices.js';

/** Who answers and with which voice, as far as the server tells whom it has. */
export class Partners {
  readonly #app: AppContext;
  readonly #language: () => string;
  readonly #assistant = byId<HTMLSelectElement>('talk-assistant');
  readonly #voice = byId<HTMLSelectElement>('talk-voice');
  #assistants: readonly Assistant[] = [];
  #voices: readonly Voice[] = [];
  #profiles: readonly VoiceProfile[] = [];
  #disabled = false;
  #drawn = '';

  constructor(app: AppContext, language: () => string) {
    this.#app = app;
    this.#language = language;
    this.#assistant.addEventListener('change', () => app.settings.update({ assistant: this.#assistant.value }));
    this.#voice.addEventListener('change', () => app.settings.update({ voice: this.#voice.value || undefined }));
  }

  /** The server's own choice where nothing was chosen. */
  get converse(): ConverseOptions {
    const assistant = this.#chosen()?.name;
    const voice = this.#voice.value;
    return { ...(assistant ? { assistant } : {}), ...(voice ? { voice } : {}) };
  }

  set disabled(disabled: boolean) {
    this.#disabled = disabled;
    this.#assistant.disabled = disabled || this.#assistants.length === 0;
    this.#voice.disabled = disabled;
  }

  /** Where something cannot be had, the server's own choices remain. */
  async load(): Promise<void> {
    const { url } = this.#app;
    const [info, voices, profiles] = await Promise.allSettled([readSystemInfo(url), listVoices(url), listVoiceProfiles(url)]);
    if (profiles.status === 'fulfilled') this.#profiles = profiles.value;
    if (info.status === 'fulfilled') this.#assistants = info.value.assistants ?? [];
    if (voices.status === 'fulfilled') this.#voices = voices.value;
    this.draw();
  }

  draw(): void {
    const { translator, settings } = this.#app;
    const chosen = this.#chosen();
    byId('talk-scripted').hidden = chosen?.scripted !== true;
    const { voice } = settings.current;
    const spoken = this.#language();
    // Hundreds of voices are not built anew for every change of something else.
    const state = JSON.stringify([this.#assistants, this.#voices.length, this.#profiles, chosen?.name, voice, spoken, translator.language]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.#assistant.replaceChildren(...this.#assistants.map(({ name }) => new Option(name, name, name === chosen?.name, name === chosen?.name)));
    const nameOf = (tag: string): string => languageName(tag, translator);
    const known = this.#voices.some(({ id }) => id === voice) || this.#profiles.some((profile) => profile.voice === voice) ? voice : undefined;
    this.#voice.replaceChildren(
      new Option(translator.text('talk.voice_auto'), ''),
      ...this.#recorded(),
      ...groupVoices(this.#voices, spoken, nameOf).map(({ language, voices }) => {
        const group = element('optgroup', { label: nameOf(language) });
        group.append(...voices.map(({ id, name }) => new Option(name, id)));
        return group;
      }),
    );
    this.#voice.value = known ?? '';
    this.disabled = this.#disabled;
  }

  #recorded(): HTMLElement[] {
    if (this.#profiles.length === 0) return [];
    const group = element('optgroup', { label: this.#app.translator.text('talk.voices_recorded') });
    group.append(...this.#profiles.map(({ name, voice }) => new Option(name, voice)));
    return [group];
  }

  #chosen(): Assistant | undefined {
    return this.#assistants.find(({ name }) => name === this.#app.settings.current.assistant) ?? this.#assistants[0];
  }
}
