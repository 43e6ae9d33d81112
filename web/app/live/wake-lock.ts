/** Keeps a phone's screen on while somebody reads captions; where the browser cannot, the screen goes dark as usual. */
export class ScreenWakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | undefined;

  constructor() {
    // The browser takes the lock away from a hidden page for good.
    document.addEventListener('visibilitychange', () => {
      if (this.#wanted && document.visibilityState === 'visible') void this.#request();
    });
  }

  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) void this.#request();
    else void this.#lock?.release();
  }

  async #request(): Promise<void> {
    try {
      const lock = await navigator.wakeLock?.request('screen');
      if (this.#wanted) this.#lock = lock;
      else await lock?.release();
    } catch {
      // Refused, for example on low battery.
    }
  }
}
