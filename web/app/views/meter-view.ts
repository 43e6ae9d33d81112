import { type Level, meterPosition } from '../../client/index.js';

const barWidth = 3;
const barGap = 3;
/** Level messages come every 20 ms: three of them make a bar. */
const levelsPerBar = 3;

/** The last seconds of the microphone's level as bars; one wide bar for those who prefer no motion. */
export class MeterView {
  readonly #canvas: HTMLCanvasElement;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #bars: number[] = [];
  #collected: number[] = [];
  #scheduled = false;
  #lastSpoken = 0;
  /** Since it was last told to those who do not see the bars. */
  #loudest = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    // The colour follows the appearance and whether somebody speaks, both set by classes.
    this.#canvas.addEventListener('transitionend', () => this.#draw());
  }

  add(level: Level): void {
    this.#collected.push(meterPosition(level.rmsDb));
    if (this.#collected.length < levelsPerBar) return;
    this.#bars.push(Math.max(...this.#collected));
    this.#collected = [];
    const excess = this.#bars.length - this.#capacity();
    if (excess > 0) this.#bars.splice(0, excess);
    this.#speak();
    this.#schedule();
  }

  clear(): void {
    this.#bars.length = 0;
    this.#collected = [];
    this.#canvas.setAttribute('aria-valuenow', '0');
    this.#schedule();
  }

  redraw(): void {
    this.#schedule();
  }

  #capacity(): number {
    return Math.max(1, Math.floor(this.#canvas.clientWidth / (barWidth + barGap)));
  }

  #speak(): void {
    const now = performance.now();
    this.#loudest = Math.max(this.#loudest, this.#bars.at(-1) ?? 0);
    if (now - this.#lastSpoken < 1000) return;
    this.#lastSpoken = now;
    this.#canvas.setAttribute('aria-valuenow', String(Math.round(this.#loudest * 100)));
    this.#loudest = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    context.scale(scale, scale);
    context.fillStyle = getComputedStyle(this.#canvas).color;
    if (this.#still.matches) this.#drawOne(context, width, height);
    else this.#drawBars(context, width, height);
  }

  #drawOne(context: CanvasRenderingContext2D, width: number, height: number): void {
    const thickness = 6;
    const top = (height - thickness) / 2;
    context.globalAlpha = 0.2;
    fillRound(context, 0, top, width, thickness);
    context.globalAlpha = 1;
    fillRound(context, 0, top, width * (this.#bars.at(-1) ?? 0), thickness);
  }

  #drawBars(context: CanvasRenderingContext2D, width: number, height: number): void {
    const capacity = this.#capacity();
    for (let i = 0; i < capacity; i++) {
      const value = this.#bars[this.#bars.length - capacity + i] ?? 0;
      const size = Math.max(barWidth, value * height);
      // Older bars fade, so that the eye rests at the newest.
      context.globalAlpha = (value > 0 ? 0.25 : 0.12) + (value > 0 ? 0.75 : 0.1) * (i / capacity);
      fillRound(context, width - (capacity - i) * (barWidth + barGap) + barGap, (height - size) / 2, barWidth, size);
    }
  }
}

function fillRound(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, barWidth / 2);
  context.fill();
}
