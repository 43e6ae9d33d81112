import type { Captions } from '../../client/index.js';
import { byId, element } from '../dom.js';

/** Old announcements leave the page again. */
const keptAnnouncements = 5;

/** Lets screen readers speak what will not change any more; partials would talk over the speaker. */
export class Announcer {
  readonly #region = byId('announcer');
  #lastId = 0;

  /** Says the finals that came since the last call. */
  announceFinals(captions: Captions): void {
    for (const line of captions.lines.slice(-keptAnnouncements)) {
      if (!line.final || line.id <= this.#lastId) continue;
      this.#lastId = line.id;
      this.say(line.stable);
    }
  }

  /** Another text is shown; what it already holds is not news. */
  reset(captions: Captions): void {
    this.#lastId = captions.lines.findLast((line) => line.final)?.id ?? 0;
  }

  say(text: string): void {
    this.#region.append(element('p', {}, text));
    while (this.#region.childElementCount > keptAnnouncements) this.#region.firstElementChild?.remove();
  }
}
