import { encodeWav, type Level, measureLevel, Microphone, type MicrophoneError, toInt16Samples } from '../../../client/index.js';
import captureUrl from '../../../client/audio/capture-worklet.ts?worker&url';

/** A recording ends by itself here; the server takes 60 s of speech. */
export const maxSeconds = 90;

export interface VoiceRecorderOptions {
  readonly deviceId: string | undefined;
  readonly onLevel: (level: Level, seconds: number) => void;
  /** It is as long as it may be, or the microphone went away. */
  readonly onEnd: (error: MicrophoneError | undefined) => void;
}

/** Records one voice into a WAV file. */
export class VoiceRecorder {
  readonly #chunks: Int16Array[] = [];
  #microphone: Microphone | undefined;
  #samples = 0;

  async start({ deviceId, onLevel, onEnd }: VoiceRecorderOptions): Promise<void> {
    this.#microphone = await Microphone.open({
      workletUrl: captureUrl,
      deviceId,
      onLost: onEnd,
      onAudio: (audio) => {
        const rate = this.#microphone?.rate;
        if (rate === undefined) return;
        this.#chunks.push(toInt16Samples(audio));
        this.#samples += audio.length;
        onLevel(measureLevel(audio), this.#samples / rate);
        if (this.#samples >= maxSeconds * rate) onEnd(undefined);
      },
    });
  }

  /** Ends it; `undefined` when nothing was recorded. */
  stop(): Blob | undefined {
    const microphone = this.#microphone;
    this.#microphone = undefined;
    microphone?.close();
    return microphone === undefined || this.#samples === 0 ? undefined : encodeWav(this.#chunks, microphone.rate);
  }
}
