/** Runs in the audio thread: mixes the microphone's channels to one and posts it in chunks of about 20 ms. */

// The scope of an AudioWorklet is not part of TypeScript's DOM library.
declare const sampleRate: number;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const chunkSeconds = 0.02;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #size = Math.round(sampleRate * chunkSeconds);
  #chunk = new Float32Array(this.#size);
  #filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const length = channels[0]?.length ?? 0;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] ?? 0;
      this.#chunk[this.#filled++] = sum / channels.length;
      if (this.#filled === this.#size) this.#post();
    }
    return true;
  }

  #post(): void {
    this.port.postMessage(this.#chunk, [this.#chunk.buffer]);
    this.#chunk = new Float32Array(this.#size);
    this.#filled = 0;
  }
}

registerProcessor('parley-capture', CaptureProcessor);
