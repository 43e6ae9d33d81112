/** Why there is no microphone; each calls for another thing to do. */
export type MicrophoneProblem =
  /** The page is not on https or localhost, where browsers give no microphone. */
  | 'insecure_origin'
  /** The browser has no microphone access or no AudioWorklet. */
  | 'unsupported'
  /** The user, now or before, or the page's policy said no. */
  | 'denied'
  /** The user closed the question without an answer. */
  | 'dismissed'
  /** The browser itself may not use the microphone: the operating system says no. */
  | 'denied_by_system'
  | 'no_device'
  /** Another program holds it, or the hardware fails. */
  | 'busy'
  /** The chosen device cannot do what was asked. */
  | 'unsuitable'
  /** It went away while in use. */
  | 'disconnected'
  | 'unknown';

export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
  readonly problem: MicrophoneProblem;

  constructor(problem: MicrophoneProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** What a failed `getUserMedia` or `AudioContext` means. */
export function toMicrophoneError(cause: unknown): MicrophoneError {
  if (cause instanceof MicrophoneError) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  return new MicrophoneError(problemOf(name, message), message || name, cause);
}

function problemOf(name: string, message: string): MicrophoneProblem {
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      if (/system/i.test(message)) return 'denied_by_system';
      return /dismiss/i.test(message) ? 'dismissed' : 'denied';
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return 'no_device';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'OverconstrainedError':
      return 'unsuitable';
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}

/** What keeps this page from any microphone, before asking for one. */
export function findObstacle(scope: {
  readonly isSecureContext: boolean;
  readonly navigator: { readonly mediaDevices?: unknown };
  readonly AudioWorkletNode?: unknown;
}): MicrophoneError | undefined {
  if (!scope.isSecureContext) {
    return new MicrophoneError('insecure_origin', 'Browsers give a microphone only to pages on https or localhost.');
  }
  if (scope.navigator.mediaDevices === undefined || scope.AudioWorkletNode === undefined) {
    return new MicrophoneError('unsupported', 'This browser cannot capture audio.');
  }
  return undefined;
}
