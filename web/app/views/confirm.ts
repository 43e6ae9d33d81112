import { byId, element } from '../dom.js';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What is done then, on its button. */
  readonly yes: string;
  readonly no: string;
}

/** Asks before something is gone for good; leaving the question is a no, and so is Enter. */
export async function confirmed({ title, text, yes, no }: Question): Promise<boolean> {
  const dialog = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'confirm-title' },
    element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'confirm-title' }, title),
      element('p', { class: 'hint' }, text),
      element(
        'div',
        { class: 'dialog-actions' },
        element('button', { type: 'submit', value: 'yes', class: 'primary danger' }, yes),
        element('button', { type: 'submit', value: 'no', class: 'quiet', autofocus: '' }, no),
      ),
    ),
  );
  byId('main').append(dialog);
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }));
  dialog.remove();
  return dialog.returnValue === 'yes';
}
