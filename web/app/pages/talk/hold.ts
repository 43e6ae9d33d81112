export interface HoldActions {
  /** Whether the button is held now, rather than clicked. */
  readonly wanted: () => boolean;
  readonly press: () => void;
  readonly release: () => void;
  readonly click: () => void;
}

/** A button that is held down, by pointer or by Space or Enter, where that is wanted; else clicked. */
export function holdable(button: HTMLButtonElement, { wanted, press, release, click }: HoldActions): void {
  const isKey = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter';
  button.addEventListener('pointerdown', (event) => {
    if (!wanted() || event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    press();
  });
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur'] as const) button.addEventListener(type, () => release());
  button.addEventListener('keydown', (event) => {
    if (!wanted() || !isKey(event)) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  button.addEventListener('keyup', (event) => {
    if (!wanted() || !isKey(event)) return;
    event.preventDefault();
    release();
  });
  button.addEventListener('click', () => {
    if (!wanted()) click();
  });
  // A long touch asks for a menu elsewhere.
  button.addEventListener('contextmenu', (event) => {
    if (wanted()) event.preventDefault();
  });
}
