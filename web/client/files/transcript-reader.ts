import type { TimedText } from '../export/timed-text.js';
import { ParleyError } from '../protocol/parley-error.js';
import type { WireError } from '../protocol/events.js';

interface StreamMessage {
  readonly type?: string;
  readonly delta?: string;
  readonly text?: string;
  /** Seconds; Parley adds them to OpenAI's shape. */
  readonly start?: number | null;
  readonly end?: number | null;
  readonly error?: WireError;
}

/** Reads the messages of a streamed transcription in order. */
export class TranscriptReader {
  readonly #onText: (text: TimedText) => void;
  #end = 0;
  #text: string | undefined;

  constructor(onText: (text: TimedText) => void) {
    this.#onText = onText;
  }

  /** The whole text, once the server said it was done. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Throws the error that stands in place of the rest. */
  read(data: string): void {
    if (data === '[DONE]') return;
    const message = parse(data);
    if (message.error !== undefined) throw ParleyError.fromWire(message.error);
    if (message.type === 'transcript.text.delta' && message.delta?.trim()) {
      const start = message.start ?? this.#end;
      this.#end = message.end ?? start;
      this.#onText({ text: message.delta.trim(), start, end: this.#end });
    }
    if (message.type === 'transcript.text.done') this.#text = message.text ?? '';
  }
}

function parse(data: string): StreamMessage {
  try {
    return JSON.parse(data) as StreamMessage;
  } catch (cause) {
    throw ParleyError.client('invalid_message', 'The server sent a message that is not JSON.', { cause });
  }
}
