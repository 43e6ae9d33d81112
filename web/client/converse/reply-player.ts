import { ParleyError } from '../protocol/parley-error.js';
import type { PlaybackOrder, PlaybackReport } from './playback-worklet.js';

export interface ReplyPlayerOptions {
  /** Address of the built `playback-worklet`, of the page's own origin. */
  readonly workletUrl: string | URL;
  /** Hz of the replies, 8000 to 48000. */
  readonly rate: number;
  /** As `enumerateDevices` names it; where the browser lets pages choose. */
  readonly deviceId?: string | undefined;
  /** A few times a second: so many samples of the reply have left the speakers. `idle`: nothing more is there to play. */
  readonly onPlayed: (reply: number, samples: number, idle: boolean) => void;
}

/** Plays what an assistant says. Must be opened when the user does something, as browsers demand of whatever sounds. */
export class ReplyPlayer {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;

  private constructor(context: AudioContext, node: AudioWorkletNode, { rate, onPlayed }: ReplyPlayerOptions) {
    this.#context = context;
    this.#node = node;
    node.port.onmessage = ({ data: { reply, played, idle } }: MessageEvent<PlaybackReport>) => {
      // What the audio thread gave away is heard a little later.
      const latency = idle ? 0 : Math.round((context.outputLatency || 0) * rate);
      if (reply > 0) onPlayed(reply, Math.max(0, played - latency), idle);
    };
  }

  /** Rejects with `connect_failed` when the server does not give the worklet. */
  static async open(options: ReplyPlayerOptions): Promise<ReplyPlayer> {
    const context = new AudioContext({ sampleRate: options.rate, latencyHint: 'interactive' });
    try {
      await context.audioWorklet.addModule(options.workletUrl);
    } catch (cause) {
      await context.close().catch(() => undefined);
      throw ParleyError.client('connect_failed', 'The server did not give the audio worklet.', { retry: true, cause });
    }
    const node = new AudioWorkletNode(context, 'parley-playback', { numberOfInputs: 0, outputChannelCount: [1] });
    node.connect(context.destination);
    await setSpeaker(context, options.deviceId);
    context.resume().catch(() => undefined);
    // A page that was loaded anew may have to wait for a hand on it.
    for (const type of ['pointerdown', 'keydown'] as const) addEventListener(type, () => void resume(context), { once: true, capture: true });
    return new ReplyPlayer(context, node, options);
  }

  /** `position`: of the first sample, in the reply. */
  play(reply: number, position: number, samples: Int16Array): void {
    const floats = Float32Array.from(samples, (sample) => sample / 32768);
    this.#tell({ do: 'play', reply, position, samples: floats }, [floats.buffer]);
  }

  /** The reply has no more: what is there is played to its end. */
  finish(): void {
    this.#tell({ do: 'finish' });
  }

  pause(): void {
    this.#tell({ do: 'pause' });
  }

  resume(): void {
    this.#tell({ do: 'resume' });
  }

  /** Silence, at once. */
  clear(): void {
    this.#tell({ do: 'clear' });
  }

  close(): void {
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    if (this.#context.state !== 'closed') this.#context.close().catch(() => undefined);
  }

  #tell(order: PlaybackOrder, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(order, transfer);
  }
}

async function resume(context: AudioContext): Promise<void> {
  if (context.state === 'suspended') await context.resume().catch(() => undefined);
}

/** A speaker that is gone, or a browser that has no say in it, leaves the usual one. */
async function setSpeaker(context: AudioContext, deviceId: string | undefined): Promise<void> {
  if (deviceId === undefined || !('setSinkId' in context)) return;
  await (context.setSinkId as (id: string) => Promise<void>).call(context, deviceId).catch(() => undefined);
}
