import type { ErrorRaised, SessionEnded, SessionEvent, SessionResumed, SessionStarted } from '../protocol/events.js';
import { EventReader } from '../protocol/event-reader.js';
import type { SessionChange } from '../protocol/options.js';
import { ParleyError } from '../protocol/parley-error.js';
import type { AssistantMessage } from '../protocol/reply-events.js';
import { Backoff } from './backoff.js';
import { Deferred } from './deferred.js';
import { Emitter } from './emitter.js';
import { bytesPerSample, encodeSamples, type SampleEncoding } from './encode.js';
import { Outbox } from './outbox.js';
import type { ParleySessionOptions, SessionListeners, SessionState } from './session-options.js';
import { browserWebSocket, closeError, socketUrl, type WebSocketLike } from './web-socket.js';

const maxChunkSeconds = 1;
const retryDrainMs = 50;
const pauseMs = 1000;
const maxUntold = 16;
const defaultWindowSeconds = 120;
const maxKeptSeconds = 60;
const firstReattachMs = 250;
const maxReattachMs = 8000;
/** So often a session survives that the way to the server changed the bytes of a message. */
const maxBrokenFrames = 5;
/** Any code but 1000: the session is not to end. */
const closeToComeBack = 3000;

/** One live session: audio in, events out, over a WebSocket; when it is resumable, over as many in turn as it takes. */
export class ParleySession {
  readonly #options: ParleySessionOptions;
  readonly #emitter = new Emitter<SessionListeners>();
  readonly #queue: Outbox;
  readonly #backoff: Backoff;
  readonly #windowMs: number;
  readonly #encoding: SampleEncoding;
  readonly #samplesPerSecond: number;
  readonly #started = new Deferred<SessionStarted | SessionResumed>();
  readonly #ended = new Deferred<SessionEnded>();
  #state: SessionState = 'new';
  #socket: WebSocketLike | undefined;
  #socketOpened = false;
  #lastError: ParleyError | undefined;
  #lastHeard = 0;
  #lastSent = 0;
  #endRequested = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drainTimer: ReturnType<typeof setTimeout> | undefined;
  #id: string | undefined;
  #seq: number;
  #lostAt: number | undefined;
  #brokenFrames = 0;
  #reader = new EventReader();
  /** What was written to the assistant while there was no connection. */
  #untold: AssistantMessage[] = [];

  constructor(options: ParleySessionOptions) {
    this.#options = options;
    const input = options.start?.input;
    this.#encoding = input?.encoding ?? 's16le';
    this.#samplesPerSecond = (input?.rate ?? 16000) * (input?.channels ?? 1);
    const resumable = options.start?.resumable ?? options.resume !== undefined;
    const window = resumable ? (options.start?.resume_window ?? defaultWindowSeconds) : 0;
    this.#windowMs = window * 1000;
    this.#backoff = new Backoff(firstReattachMs, maxReattachMs, options.random);
    this.#id = options.resume?.id;
    this.#seq = options.resume?.after ?? 0;
    this.#queue = new Outbox({
      framesPerSecond: input?.rate ?? 16000,
      bytesPerFrame: (input?.channels ?? 1) * bytesPerSample(this.#encoding),
      maxSinkSeconds: 2,
      maxHeldSeconds: options.maxHeldSeconds ?? Math.max(10, window),
      maxKeptSeconds: resumable ? maxKeptSeconds : 0,
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The server's name for the session, once started: others follow it with `followSession`. */
  get id(): string | undefined {
    return this.#id;
  }

  /** The newest event received. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Seconds of audio that wait on this side of the network. */
  get heldSeconds(): number {
    return this.#queue.heldSeconds(this.#socket);
  }

  /** Returns what takes the listener away again. */
  on<T extends keyof SessionListeners>(type: T, listener: (value: SessionListeners[T]) => void): () => void {
    return this.#emitter.on(type, listener);
  }

  /** Opens the connection and starts the session. Rejects with the server's error, or with `connect_failed`,
   * `connect_timeout` or `aborted`. Audio may be sent before it resolves: it waits. */
  connect(): Promise<SessionStarted | SessionResumed> {
    if (this.#state !== 'new') throw ParleyError.client('invalid_state', 'connect() may be called once.');
    const { signal } = this.#options;
    if (signal?.aborted) {
      this.abort();
      return this.#started.promise;
    }
    signal?.addEventListener('abort', () => this.abort(), { once: true });
    this.#become('connecting');
    this.#open();
    return this.#started.promise;
  }

  /** Sends audio at the session's rate; interleaved when there are two channels. Throws `invalid_state` outside a
   * session; on `send_backlog` the session fails. */
  sendAudio(samples: Int16Array | Float32Array): void {
    if (!this.#takesAudio() || this.#endRequested) {
      throw ParleyError.client('invalid_state', `Audio cannot be sent to a session that is ${this.#state}.`);
    }
    if (this.#state === 'open' && this.#isSilent()) return;
    const size = this.#samplesPerSecond * maxChunkSeconds;
    for (let at = 0; at < samples.length; at += size) {
      const bytes = encodeSamples(samples.subarray(at, at + size), this.#encoding);
      if (!this.#queue.addAudio(bytes, this.#socket)) {
        const held = this.heldSeconds.toFixed(1);
        this.#fail(ParleyError.client('send_backlog', `${held} s of audio wait for the network: that is the limit.`, { retry: true }));
        return;
      }
    }
    this.#drain();
  }

  /** Asks for a final of what was said so far, now. */
  flush(): void {
    this.#control({ type: 'audio.flush' });
  }

  /** Changes the language, the translations or both, from what is sent after it on; `session.updated` says what holds
   * then. What cannot be changed is told as an `error`, and everything stays as it was. */
  update(change: SessionChange): void {
    if (this.#endRequested) return;
    this.#control({ type: 'session.update', ...change });
  }

  /** Tells the assistant of a session that converses. What is written waits for the connection, up to 16 messages; what
   * is about playing is only true now. */
  tell(message: AssistantMessage): void {
    if (this.#state === 'open') this.#socket?.send(JSON.stringify(message));
    else if (message.type === 'message' && this.#takesAudio() && this.#untold.length < maxUntold) this.#untold.push(message);
  }

  /** No more audio: resolves when the last final is in and the server has ended the session. */
  end(): Promise<SessionEnded> {
    if (!this.#endRequested && this.#takesAudio()) {
      this.#endRequested = true;
      this.#control({ type: 'session.end' });
      if (this.#state === 'open') this.#awaitEnd();
    } else if (this.#state === 'new') {
      throw ParleyError.client('invalid_state', 'end() needs a session that was connected.');
    }
    return this.#ended.promise;
  }

  /** Gives the session up at once; what was said and has no final yet is lost to this client. */
  abort(): void {
    this.#fail(ParleyError.client('aborted', 'The session was given up.'));
  }

  #takesAudio(): boolean {
    return this.#state === 'connecting' || this.#state === 'open' || this.#state === 'reconnecting';
  }

  #open(): void {
    const timeout = this.#options.connectTimeoutMs ?? 10_000;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#lose(ParleyError.client('connect_timeout', `The server did not answer within ${timeout} ms.`, { retry: true }));
    }, timeout);
    let socket: WebSocketLike;
    try {
      socket = (this.#options.webSocket ?? browserWebSocket)(socketUrl(this.#options.url, 'v1/sessions'));
    } catch (cause) {
      this.#fail(ParleyError.client('connect_failed', 'The server could not be reached.', { cause }));
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#reader = new EventReader();
    this.#socketOpened = false;
    this.#lastError = undefined;
    socket.addEventListener('open', () => {
      this.#socketOpened = true;
      const hello = this.#id === undefined
        ? { type: 'session.start', ...this.#options.start }
        : { type: 'session.resume', session_id: this.#id, after: this.#seq };
      socket.send(JSON.stringify(hello));
    });
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (socket === this.#socket) this.#closed(code, reason);
    });
  }

  #receive(data: unknown): void {
    if (this.#isOver()) return;
    this.#lastHeard = Date.now();
    let event: SessionEvent | undefined;
    try {
      event = this.#reader.read(data);
    } catch (error) {
      this.#fail(error as ParleyError);
      return;
    }
    if (event === undefined || !this.#isNew(event)) return;
    if (event.type === 'session.started' && this.#state === 'connecting') this.#begin(event);
    if (event.type === 'session.resumed') this.#goOn(event);
    if (event.type === 'ack') this.#queue.acknowledge(event.committed);
    if (event.type === 'error') this.#noteError(event);
    this.#emitter.emit('event', event);
    this.#emitter.emit(event.type, event as never);
    if (event.type === 'session.ended') this.#finish(event);
  }

  /** Each event of the log counts once, whichever connection brings it. */
  #isNew(event: SessionEvent): boolean {
    if (event.type === 'reset') this.#seq = event.first - 1;
    if (typeof event.seq !== 'number') return true;
    if (event.seq <= this.#seq) return false;
    this.#seq = event.seq;
    return true;
  }

  #goOn(event: SessionResumed): void {
    if (this.#state === 'connecting') this.#queue.startAt(event.received);
    else this.#queue.rewind(event.received);
    this.#lostAt = undefined;
    this.#backoff.reset();
    this.#begin(event);
  }

  #begin(event: SessionStarted | SessionResumed): void {
    clearTimeout(this.#timer);
    this.#id = event.session_id;
    this.#become('open');
    this.#started.resolve(event);
    this.#drain();
    for (const message of this.#untold.splice(0)) this.tell(message);
    if (this.#endRequested) this.#awaitEnd();
  }

  #noteError(event: ErrorRaised): void {
    const error = ParleyError.fromWire(event);
    // Until the session runs, an error is the answer to session.start.
    if (this.#state === 'connecting') this.#fail(error);
    else if (this.#state === 'reconnecting' && !error.retry) this.#fail(gone(error));
    else this.#lastError = error;
  }

  #finish(event: SessionEnded): void {
    if (event.reason !== 'completed') {
      this.#fail(this.#lastError ?? ParleyError.client('connection_lost', `The server ended the session: ${event.reason}.`, { retry: true }));
      return;
    }
    this.#release();
    this.#become('ended');
    this.#ended.resolve(event);
  }

  #awaitEnd(): void {
    this.#become('ending');
    const timeout = this.#options.endTimeoutMs ?? 30_000;
    this.#timer = setTimeout(() => {
      this.#fail(ParleyError.client('end_timeout', `The server did not end the session within ${timeout} ms.`));
    }, timeout);
  }

  #closed(code: number, reason: string): void {
    if (this.#isOver()) return;
    const told = code >= 4000 || code === 1002 || code === 1007 || code === 1009 ? this.#lastError : undefined;
    // No frame that leaves here is invalid.
    const brokenOnTheWay = (code === 1002 || code === 1007) && this.#brokenFrames++ < maxBrokenFrames;
    const error = told ?? closeError(code, reason, this.#socketOpened);
    this.#lose(error, error.retry || brokenOnTheWay);
  }

  /** The connection is gone: a resumable session attaches again while the server waits for it. */
  #lose(error: ParleyError, mayComeBack = error.retry): void {
    if (this.#isOver()) return;
    const now = Date.now();
    this.#lostAt ??= now;
    const wait = error.retryAfterMs ?? this.#backoff.next();
    if (this.#state === 'connecting' || !mayComeBack || now + wait - this.#lostAt > this.#windowMs) {
      this.#fail(error);
      return;
    }
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(closeToComeBack);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
    if (this.#state !== 'reconnecting') this.#become('reconnecting');
  }

  #isSilent(): boolean {
    const timeout = this.#options.silenceTimeoutMs ?? 10_000;
    const now = Date.now();
    // After a pause in the audio the server had nothing to answer.
    if (now - this.#lastSent > pauseMs) this.#lastHeard = now;
    this.#lastSent = now;
    if (now - this.#lastHeard <= timeout) return false;
    this.#lose(ParleyError.client('connection_lost', `The server was not heard for ${timeout} ms.`, { retry: true }));
    return this.#isOver();
  }

  #control(message: { readonly type: string }): void {
    if (this.#isOver()) return;
    this.#queue.addControl(JSON.stringify(message));
    this.#drain();
  }

  /** A WebSocket never says that it has room again, so a full one is asked. */
  #drain(): void {
    if (this.#socket === undefined || (this.#state !== 'open' && this.#state !== 'ending')) return;
    clearTimeout(this.#drainTimer);
    this.#queue.drain(this.#socket);
    if (!this.#queue.isEmpty) this.#drainTimer = setTimeout(() => this.#drain(), retryDrainMs);
  }

  #fail(error: ParleyError): void {
    if (this.#isOver()) return;
    this.#release();
    this.#become('failed');
    this.#started.reject(error);
    this.#ended.reject(error);
    this.#emitter.emit('failed', error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#drainTimer);
    this.#queue.clear();
    this.#socket?.close(1000);
  }

  #isOver(): boolean {
    return this.#state === 'ended' || this.#state === 'failed';
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.#emitter.emit('state', state);
  }
}

/** The server no longer has the session: another one can be started. */
function gone(cause: ParleyError): ParleyError {
  const retry = cause.code === 'session_not_found' || cause.code === 'not_resumable';
  return retry ? ParleyError.client('connection_lost', 'The server no longer has the session.', { retry, cause }) : cause;
}
