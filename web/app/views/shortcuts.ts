import type { MessageKey } from '../i18n/index.js';

export interface Shortcut {
  readonly name: MessageKey;
  /** As `KeyboardEvent.key` gives it; letters count in both cases. */
  readonly key: string;
  readonly run: () => void;
}

/** Single keys for the whole page. They can be switched off, since speech input and slips of the hand type letters. */
export function listenForShortcuts(shortcuts: readonly Shortcut[], enabled: (shortcut: Shortcut) => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if ((event.target as Element).closest('input, select, textarea, dialog, [role=menu], [contenteditable]')) return;
    const shortcut = shortcuts.find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
    if (shortcut === undefined || !enabled(shortcut)) return;
    event.preventDefault();
    shortcut.run();
  });
}
