import { describe, expect, it } from 'vitest';
import { MicrophoneError, toMicrophoneError } from '../../../client/index.js';
import { findObstacle } from '../../../client/audio/microphone-error.js';

describe('a microphone error', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'denied_by_system'],
    ['NotAllowedError', 'The request is not allowed by the user agent', 'denied'],
    ['SecurityError', '', 'denied'],
    ['NotFoundError', 'Requested device not found', 'no_device'],
    ['NotReadableError', 'Could not start audio source', 'busy'],
    ['AbortError', 'Starting audioinput failed', 'busy'],
    ['OverconstrainedError', '', 'unsuitable'],
    ['NotSupportedError', '', 'unsupported'],
    ['SomethingNewError', 'no idea', 'unknown'],
  ])('%s "%s" means %s', (name, message, problem) => {
    expect(toMicrophoneError(new DOMException(message, name)).problem).toBe(problem);
  });

  it('keeps what the browser said, for what nobody foresaw', () => {
    expect(toMicrophoneError(new DOMException('no idea', 'NewError')).message).toBe('no idea');
    expect(toMicrophoneError('just text').message).toBe('just text');
    const known = new MicrophoneError('disconnected', 'gone');
    expect(toMicrophoneError(known)).toBe(known);
  });

  it('tells an insecure address from a browser that cannot', () => {
    const able = { isSecureContext: true, navigator: { mediaDevices: {} }, AudioWorkletNode: class {} };
    expect(findObstacle(able)).toBeUndefined();
    expect(findObstacle({ ...able, isSecureContext: false, navigator: {} })?.problem).toBe('insecure_origin');
    expect(findObstacle({ ...able, navigator: {} })?.problem).toBe('unsupported');
    expect(findObstacle({ ...able, AudioWorkletNode: undefined })?.problem).toBe('unsupported');
  });
});
