import type { Shown, SubtitleLine, Subtitles } from '../../client/index.js';
import { element, setText } from '../dom.js';
import { LatestLines } from './latest-lines.js';

/** Lines in one or several languages, one cell each; how the cells lie is the style sheet's. */
export class SubtitlesView {
  readonly #list: HTMLElement;
  readonly #lines: LatestLines<SubtitleLine>;
  readonly #missing: () => string;

  /** `missing`: what stands where there is no translation. */
  constructor(scroller: HTMLElement, list: HTMLElement, missing: () => string) {
    this.#list = list;
    this.#lines = new LatestLines(scroller, list);
    this.#missing = missing;
  }

  /** `columns`: the targets to show, with '' for what was spoken. */
  show({ lines }: Subtitles, columns: readonly string[]): void {
    this.#list.style.setProperty('--columns', String(Math.max(1, columns.length)));
    const manner = JSON.stringify(columns);
    this.#lines.show(lines, ({ language }) => language + manner, (line, known, anew) => {
      const item = known ?? element('li', { class: 'sub' });
      if (anew) item.replaceChildren(...columns.map((target) => newCell(target, target || line.language)));
      for (const [at, target] of columns.entries()) this.#fill(item.children[at] as HTMLElement, target === '' ? line.source : line.targets[target]);
      return item;
    });
  }

  #fill(cell: HTMLElement, shown: Shown | undefined): void {
    const [stable, tail] = cell.children as unknown as [HTMLElement, HTMLElement];
    setText(stable, shown?.failed ? this.#missing() : (shown?.stable ?? ''));
    setText(tail, shown?.tail ?? '');
    cell.classList.toggle('open', shown !== undefined && !shown.final);
    cell.classList.toggle('failed', shown?.failed === true);
  }
}

function newCell(target: string, language: string): HTMLElement {
  const attributes = { class: target === '' ? 'cell source' : 'cell', dir: 'auto', ...(language === 'auto' ? {} : { lang: language }) };
  return element('p', attributes, element('span', { class: 'stable' }), element('span', { class: 'tail' }));
}
