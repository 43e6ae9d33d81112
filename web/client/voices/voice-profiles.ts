import { ParleyError } from '../protocol/parley-error.js';
import { errorOfResponse } from '../protocol/response-error.js';
import { requestJson } from '../request-json.js';

/** A recorded voice, as `docs/voices.md` defines it. */
export interface VoiceProfile {
  readonly id: string;
  readonly name: string;
  /** What `converse.voice` calls it. */
  readonly voice: string;
  /** BCP-47. */
  readonly language: string | null;
  readonly created: string;
  readonly quality: VoiceQuality;
}

export interface VoiceQuality {
  /** Pauses left out. */
  readonly speech_seconds: number;
  readonly loudness_dbfs: number;
  /** Of the speech's samples, 0 to 1. */
  readonly clipped_share: number;
  readonly noise_ratio_db: number;
}

export interface NewVoice {
  readonly name: string;
  readonly file: Blob;
  readonly fileName: string;
  /** BCP-47. */
  readonly language?: string | undefined;
}

export async function listVoiceProfiles(url: string | URL): Promise<readonly VoiceProfile[]> {
  return (await requestJson<{ profiles: readonly VoiceProfile[] }>(new URL('api/voice-profiles?limit=200', url))).profiles;
}

export async function deleteVoiceProfile(id: string, url: string | URL): Promise<void> {
  await requestJson(profileUrl(id, '', url), { method: 'DELETE' });
}

/** Where its sample, or a text that it speaks, can be heard. */
export function voiceAudioUrl(id: string, what: 'sample' | { readonly preview: string }, url: string | URL): string {
  if (what === 'sample') return profileUrl(id, '/sample', url).href;
  const address = profileUrl(id, '/preview', url);
  address.searchParams.set('text', what.preview);
  return address.href;
}

/** Sends a recording. XMLHttpRequest, since `fetch` does not say how far an upload is. Rejects with `ParleyError`: the
 * server's (`unsuitable_sample` says what was measured), `upload_failed` or `aborted`. */
export function uploadVoice(voice: NewVoice, url: string | URL, onUpload: (share: number) => void, signal?: AbortSignal): Promise<VoiceProfile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.set('name', voice.name);
    if (voice.language) form.set('language', voice.language);
    form.set('file', voice.file, voice.fileName);
    request.upload.addEventListener('progress', ({ loaded, total }) => onUpload(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as VoiceProfile);
      else reject(errorOfResponse(request.status, request.responseText, request.getResponseHeader('Retry-After')));
    });
    request.addEventListener('error', () => reject(ParleyError.client('upload_failed', 'The upload broke off.', { retry: true })));
    request.addEventListener('abort', () => reject(ParleyError.client('aborted', 'The upload was given up.')));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', new URL('api/voice-profile', url));
    request.send(form);
  });
}

function profileUrl(id: string, what: string, url: string | URL): URL {
  return new URL(`api/voice-profile/${encodeURIComponent(id)}${what}`, url);
}
