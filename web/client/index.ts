/** A browser's client of a Parley server: its public protocols, no page. */
export * from './protocol/events.js';
export * from './protocol/options.js';
export * from './protocol/parley-error.js';
export { parseEvent } from './protocol/parse-event.js';
export * from './session/parley-session.js';
export * from './session/follow-session.js';
export { toInt16Samples } from './session/encode.js';
export type { WebSocketFactory, WebSocketLike } from './session/web-socket.js';
export * from './captions/captions.js';
export * from './export/timed-text.js';
export { toSrt, toTxt, toVtt } from './export/formats.js';
export * from './audio/level.js';
export * from './audio/microphone.js';
export * from './audio/microphone-error.js';
export * from './audio/resampler.js';
export * from './files/transcribe-file.js';
export * from './list-models.js';
