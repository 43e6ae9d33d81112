import type { AssistantTurn, Dialogue, Turn } from '../../client/index.js';
import { element, setText } from '../dom.js';
import type { MessageKey, Translator } from '../i18n/index.js';

/** Pixels from the end at which a reader still counts as following. */
const nearEnd = 64;
/** More turns do not stand in the page at once. */
const maxShown = 200;

/** The turns of a conversation; follows the end until the reader scrolls up. */
export class DialogueView {
  readonly #scroller: HTMLElement;
  readonly #list: HTMLElement;
  readonly #translator: Translator;
  readonly #shown = new Map<number, { turn: Turn; language: string; item: HTMLLIElement }>();
  #following = true;

  constructor(scroller: HTMLElement, list: HTMLElement, translator: Translator) {
    this.#scroller = scroller;
    this.#list = list;
    this.#translator = translator;
    scroller.addEventListener('scroll', () => (this.#following = this.#below() <= nearEnd), { passive: true });
    new ResizeObserver(() => this.#stayAtEnd()).observe(scroller);
  }

  show({ turns }: Dialogue): void {
    const latest = turns.slice(-maxShown);
    const ids = new Set(latest.map(({ id }) => id));
    for (const [id, { item }] of this.#shown) {
      if (ids.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    for (const turn of latest) {
      const item = this.#itemOf(turn);
      if (!item.isConnected) this.#list.append(item);
    }
    this.#stayAtEnd();
  }

  #itemOf(turn: Turn): HTMLLIElement {
    const { language } = this.#translator;
    const known = this.#shown.get(turn.id);
    if (known?.turn === turn && known.language === language) return known.item;
    const item = known?.item ?? newItem(turn.who);
    if (turn.who === 'user') fillUser(item, turn.stable, turn.tail, turn.final);
    else this.#fillAssistant(item, turn);
    this.#shown.set(turn.id, { turn, language, item });
    return item;
  }

  #fillAssistant(item: HTMLLIElement, turn: AssistantTurn): void {
    const { text, heard, state, assistant, scripted } = turn;
    const [name, words, note] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    const [who, tag] = name.children as unknown as [HTMLElement, HTMLElement];
    // One that is called what it is needs no two names.
    setText(who, assistant === 'scripted' ? '' : assistant);
    tag.hidden = !scripted;
    setText(tag, this.#translator.text('talk.scripted'));
    const [said, unheard] = words.children as unknown as [HTMLElement, HTMLElement];
    setText(said, heard === undefined ? text : text.slice(0, heard));
    setText(unheard, heard === undefined ? '' : text.slice(heard));
    item.classList.toggle('thinking', state === 'thinking');
    item.classList.toggle('open', state === 'speaking');
    const ended = state !== 'thinking' && state !== 'speaking' && state !== 'completed';
    note.hidden = !ended;
    item.classList.toggle('failed', state === 'failed');
    setText(note, ended ? this.#translator.text(`talk.ended.${state}` as MessageKey) : '');
    setText(words.lastElementChild as HTMLElement, state === 'thinking' ? this.#translator.text('talk.state.thinking') : '');
  }

  #below(): number {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight - this.#scroller.scrollTop;
  }

  #stayAtEnd(): void {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function newItem(who: Turn['who']): HTMLLIElement {
  if (who === 'user') {
    const words = element('p', { class: 'turn-text' }, element('span', { class: 'stable' }), element('span', { class: 'tail' }));
    return element('li', { class: 'turn user' }, words);
  }
  return element(
    'li',
    { class: 'turn assistant' },
    element('p', { class: 'turn-name' }, element('span'), element('span', { class: 'tag' })),
    element('p', { class: 'turn-text' }, element('span', { class: 'said' }), element('span', { class: 'unheard' }), element('span', { class: 'dots' })),
    element('p', { class: 'turn-note' }),
  );
}

function fillUser(item: HTMLLIElement, stable: string, tail: string, final: boolean): void {
  const [settled, open] = (item.firstElementChild as HTMLElement).children as unknown as [HTMLElement, HTMLElement];
  setText(settled, stable);
  setText(open, tail);
  item.classList.toggle('open', !final);
}
