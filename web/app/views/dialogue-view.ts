import type { AssistantTurn, Dialogue, Turn } from '../../client/index.js';
import { element, setText } from '../dom.js';
import type { MessageKey, Translator } from '../i18n/index.js';
import { LatestLines } from './latest-lines.js';

/** The turns of a conversation. */
export class DialogueView {
  readonly #lines: LatestLines<Turn>;
  readonly #translator: Translator;

  constructor(scroller: HTMLElement, list: HTMLElement, translator: Translator) {
    this.#lines = new LatestLines(scroller, list);
    this.#translator = translator;
  }

  show({ turns }: Dialogue): void {
    this.#lines.show(turns, () => this.#translator.language, (turn, known) => {
      const item = known ?? newItem(turn.who);
      if (turn.who === 'user') fillUser(item, turn.stable, turn.tail, turn.final);
      else this.#fillAssistant(item, turn);
      return item;
    });
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
