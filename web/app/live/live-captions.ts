import { continueAt, ParleyError, reduceCaptions, type SessionEvent, settleOpenLines, type Level } from '../../client/index.js';
import type { Transcript, Transcripts } from '../transcripts/transcripts.js';
import type { KeptSession } from './kept-session.js';
import { type LiveOptions, LiveRecording, type LiveState } from './live-recording.js';

export interface LiveCaptionsOptions {
  readonly url: string | URL;
  readonly workletUrl: string;
  readonly transcripts: Transcripts;
  readonly kept: KeptSession;
  readonly choices: () => Pick<LiveOptions, 'model' | 'language' | 'deviceId' | 'keep'>;
  readonly onState: (state: LiveState) => void;
  readonly onLevel: (level: Level) => void;
  readonly onTrouble: (error: ParleyError) => void;
  readonly onMuted: (muted: boolean) => void;
  readonly onNotice: (code: string) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Writes what the microphone hears into a transcript; starting again goes on where it ended. */
export class LiveCaptions {
  readonly #options: LiveCaptionsOptions;
  #recording: LiveRecording | undefined;
  #transcriptId: number | undefined;
  #state: LiveState = 'off';

  constructor(options: LiveCaptionsOptions) {
    this.#options = options;
  }

  get state(): LiveState {
    return this.#state;
  }

  get seconds(): number {
    return this.#recording?.seconds ?? 0;
  }

  /** The server's name for the session that goes on now. */
  get sessionId(): string | undefined {
    return this.#state === 'off' ? undefined : this.#recording?.sessionId;
  }

  /** The transcript that is written to now. */
  get transcriptId(): number | undefined {
    return this.#state === 'off' ? undefined : this.#transcriptId;
  }

  stop(): void {
    this.#recording?.stop();
  }

  async start(transcript: Transcript): Promise<void> {
    if (this.#state !== 'off') return;
    const { transcripts, choices, onState, onFailed, ...options } = this.#options;
    const { id } = transcript;
    const offset = transcript.captions.lines.at(-1)?.end ?? 0;
    this.#transcriptId = id;
    const recording = new LiveRecording({
      ...options,
      ...choices(),
      onState: (state) => {
        this.#state = state;
        onState(state);
      },
      onContinue: (seconds) => transcripts.update(id, ({ captions }) => ({ captions: continueAt(captions, offset + seconds) })),
      onEvent: (event) => this.#receive(id, event),
    });
    this.#recording = recording;
    try {
      await recording.run();
    } catch (error) {
      if (!(error instanceof ParleyError && error.code === 'aborted')) onFailed(error);
    } finally {
      transcripts.update(id, ({ captions }) => ({ captions: settleOpenLines(captions) }));
    }
  }

  #receive(id: number, event: SessionEvent): void {
    // Acknowledgements come often and show nothing.
    if (event.type === 'ack') return;
    this.#options.transcripts.update(id, ({ captions }) => ({ captions: reduceCaptions(captions, event) }));
  }
}
