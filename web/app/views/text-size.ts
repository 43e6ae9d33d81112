import { captionSizes, type SettingsStore } from '../settings/settings.js';

/** A button that makes the text smaller or larger by one step. */
export function stepTextSize(button: HTMLElement, settings: SettingsStore, by: 1 | -1): void {
  button.addEventListener('click', () => {
    const at = captionSizes.indexOf(settings.current.captionSize) + by;
    const captionSize = captionSizes[at];
    if (captionSize !== undefined) settings.update({ captionSize });
  });
}

/** A button that lets one element fill the screen, and gives it back; hidden where the browser has no such thing. */
export function fullScreenButton(button: HTMLElement, element: HTMLElement): void {
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener('click', () => {
    const change = document.fullscreenElement === null ? element.requestFullscreen() : document.exitFullscreen();
    change.catch(() => undefined);
  });
  document.addEventListener('fullscreenchange', () => button.setAttribute('aria-pressed', String(document.fullscreenElement === element)));
}
