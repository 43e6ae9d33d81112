import liveControls from './live-controls.html?raw';
import readingTools from './reading-tools.html?raw';

/** Markup that several pages have, each with ids of its own. */
const parts: Readonly<Record<string, string>> = { 'live-controls': liveControls, 'reading-tools': readingTools };

/** Puts the parts where a page names them: `data-part` says which, `data-ids` how their ids begin. */
export function placeParts(page: DocumentFragment): void {
  for (const place of page.querySelectorAll<HTMLElement>('[data-part]')) {
    const part = document.createElement('template');
    part.innerHTML = parts[place.dataset['part'] ?? ''] ?? '';
    for (const named of part.content.querySelectorAll<HTMLElement>('[data-id]')) {
      named.id = `${place.dataset['ids'] ?? ''}${named.dataset['id'] ?? ''}`;
      delete named.dataset['id'];
    }
    place.replaceWith(part.content);
  }
}
