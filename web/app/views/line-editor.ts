import { element } from '../dom.js';

const pencil = 'M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19z';

/** What begins an edit. Of all of a list's buttons one can be reached with Tab; arrows move to the others. */
export function editButton(): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'line-edit', tabindex: '-1' });
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', pencil);
  picture.append(path);
  button.append(picture);
  return button;
}

/** Tab reaches the newest line's button, unless somebody is among the others. */
export function offerLast(list: HTMLElement): void {
  if (list.contains(document.activeElement)) return;
  const buttons = buttonsOf(list);
  for (const [at, button] of buttons.entries()) button.tabIndex = at === buttons.length - 1 ? 0 : -1;
}

export function moveBetween(list: HTMLElement, event: KeyboardEvent): void {
  const buttons = buttonsOf(list);
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const next = by === undefined || at < 0 ? undefined : buttons[at + by];
  if (next === undefined) return;
  event.preventDefault();
  (buttons[at] as HTMLButtonElement).tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Lets the text be changed where it stands. Enter and leaving keep it, Escape does not: then `done` gets nothing. */
export function editInPlace(text: HTMLElement, label: string, done: (text: string | undefined) => void): void {
  if (text.isContentEditable) return;
  const before = text.textContent ?? '';
  text.contentEditable = 'plaintext-only';
  text.setAttribute('role', 'textbox');
  text.setAttribute('aria-label', label);
  text.spellcheck = true;
  text.focus();
  getSelection()?.selectAllChildren(text);
  getSelection()?.collapseToEnd();

  const end = (keep: boolean): void => {
    text.removeEventListener('keydown', onKey);
    text.removeEventListener('blur', onBlur);
    const after = text.textContent ?? '';
    text.removeAttribute('contenteditable');
    text.removeAttribute('role');
    text.removeAttribute('aria-label');
    text.textContent = before;
    done(keep && after.trim() !== '' && after !== before ? after : undefined);
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    end(event.key === 'Enter');
  };
  const onBlur = (): void => end(true);
  text.addEventListener('keydown', onKey);
  text.addEventListener('blur', onBlur);
}

function buttonsOf(list: HTMLElement): HTMLButtonElement[] {
  return [...list.querySelectorAll<HTMLButtonElement>('.line-edit:not([hidden])')];
}
