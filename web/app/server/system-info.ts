import { requestJson } from '../../client/request-json.js';
import type { TranslatorInfo } from '../translate/offers.js';

/** The part of `GET /api/system/info` that the app shows. */
export interface SystemInfo {
  readonly version: string;
  readonly models: readonly { readonly name: string; readonly engine: string | null; readonly status: string; readonly default: boolean }[];
  readonly translators?: readonly TranslatorInfo[];
  readonly assistants?: readonly Assistant[];
  readonly sessions: { readonly running: number; readonly limit: number };
  readonly memory: { readonly resident_bytes: number };
  readonly gpus?: readonly { readonly name?: string }[] | null;
}

export interface Assistant {
  readonly name: string;
  /** It answers from a list of patterns. */
  readonly scripted: boolean;
  readonly model: string | null;
}

export interface Voice {
  readonly id: string;
  readonly name: string;
  /** BCP-47. */
  readonly language: string;
  readonly model: string;
}

export async function readSystemInfo(url: URL): Promise<SystemInfo> {
  return requestJson<SystemInfo>(new URL('api/system/info', url));
}

export async function listVoices(url: URL): Promise<readonly Voice[]> {
  return (await requestJson<{ data: readonly Voice[] }>(new URL('v1/audio/voices', url))).data;
}
