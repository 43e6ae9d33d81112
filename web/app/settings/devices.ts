/** One microphone or speaker, as the browser names it. */
export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly inputs: readonly Device[];
  readonly outputs: readonly Device[];
  /** Whether the browser tells what they are called; before a microphone was allowed it does not. */
  readonly named: boolean;
}

/** Whether this browser lets a page choose where it plays. */
export function canChooseSpeaker(): boolean {
  return typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype;
}

/** The devices there are; none where the browser shows none. */
export async function findDevices(media: Pick<MediaDevices, 'enumerateDevices'> | undefined): Promise<Devices> {
  const all = (await media?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind): Device[] =>
    all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { inputs: of('audioinput'), outputs: of('audiooutput'), named: all.some(({ label }) => label !== '') };
}
