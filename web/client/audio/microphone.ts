import { ParleyError } from '../protocol/parley-error.js';
import { findObstacle, MicrophoneError, toMicrophoneError } from './microphone-error.js';

export interface MicrophoneOptions {
  /** Address of the built `capture-worklet`, of the page's own origin. */
  readonly workletUrl: string | URL;
  /** One channel at the microphone's `rate`, about 20 ms at a time. */
  readonly onAudio: (samples: Float32Array) => void;
  /** It went away while in use; it is closed already. */
  readonly onLost: (error: MicrophoneError) => void;
  /** The system silenced it or let it speak again. */
  readonly onMuted?: (muted: boolean) => void;
  /** As `enumerateDevices` names it; one that is not there any more gives the browser's own choice. */
  readonly deviceId?: string | undefined;
  /** For pages that speak themselves: takes out of the audio what the speakers play. Default false. */
  readonly cancelEcho?: boolean;
}

/** An open microphone. */
export class Microphone {
  /** Hz. */
  readonly rate: number;
  /** What the system calls it. */
  readonly label: string;
  readonly #context: AudioContext;
  readonly #stream: MediaStream;
  readonly #node: AudioWorkletNode;

  private constructor(context: AudioContext, stream: MediaStream, node: AudioWorkletNode, options: MicrophoneOptions) {
    this.#context = context;
    this.#stream = stream;
    this.#node = node;
    this.rate = context.sampleRate;
    const track = stream.getAudioTracks()[0];
    this.label = track?.label ?? '';
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => options.onAudio(data);
    track?.addEventListener('ended', () => {
      this.close();
      options.onLost(new MicrophoneError('disconnected', 'The microphone was disconnected.'));
    });
    track?.addEventListener('mute', () => options.onMuted?.(true));
    track?.addEventListener('unmute', () => options.onMuted?.(false));
    // A telephone call or another application may have taken the audio away; it comes back only when asked for.
    context.addEventListener('statechange', () => {
      if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
    });
  }

  /** Asks for a microphone, which the user may have to allow. Rejects with `MicrophoneError`, or with `connect_failed`
   * when the server does not give the worklet. */
  static async open(options: MicrophoneOptions): Promise<Microphone> {
    const obstacle = findObstacle(globalThis);
    if (obstacle !== undefined) throw obstacle;
    let stream: MediaStream | undefined;
    let context: AudioContext | undefined;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: constraints(options) });
      context = new AudioContext({ latencyHint: 'interactive' });
      await loadWorklet(context, options.workletUrl);
      const node = new AudioWorkletNode(context, 'parley-capture', { numberOfOutputs: 1 });
      context.createMediaStreamSource(stream).connect(node);
      // Some browsers run only what leads to the speakers; the processor writes silence there.
      node.connect(context.destination);
      await context.resume();
      return new Microphone(context, stream, node, options);
    } catch (cause) {
      stopTracks(stream);
      await context?.close().catch(() => undefined);
      throw cause instanceof ParleyError ? cause : toMicrophoneError(cause);
    }
  }

  /** Lets the microphone go; no more audio comes. */
  close(): void {
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    stopTracks(this.#stream);
    if (this.#context.state !== 'closed') this.#context.close().catch(() => undefined);
  }
}

/** Recognition wants the room as it is: noise and echo filters made for telephony take parts of words with them, and a
 * video playing on the same machine is often just what shall be captioned. */
function constraints({ deviceId, cancelEcho }: MicrophoneOptions): MediaTrackConstraints {
  return {
    channelCount: { ideal: 1 },
    echoCancellation: cancelEcho ?? false,
    noiseSuppression: false,
    autoGainControl: true,
    ...(deviceId === undefined ? {} : { deviceId: { ideal: deviceId } }),
  };
}

/** The browser names this failure like that of a device. */
async function loadWorklet(context: AudioContext, url: string | URL): Promise<void> {
  try {
    await context.audioWorklet.addModule(url);
  } catch (cause) {
    throw ParleyError.client('connect_failed', 'The server did not give the audio worklet.', { retry: true, cause });
  }
}

function stopTracks(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
