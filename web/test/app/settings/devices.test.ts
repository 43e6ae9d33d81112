import { describe, expect, it } from 'vitest';
import { findDevices } from '../../../app/settings/devices.js';

function media(...devices: readonly Partial<MediaDeviceInfo>[]): Pick<MediaDevices, 'enumerateDevices'> {
  return { enumerateDevices: () => Promise.resolve(devices as MediaDeviceInfo[]) };
}

describe('devices', () => {
  it('are told apart by kind, cameras left out', async () => {
    const found = await findDevices(
      media(
        { kind: 'audioinput', deviceId: 'm', label: 'Desk' },
        { kind: 'videoinput', deviceId: 'c', label: 'Camera' },
        { kind: 'audiooutput', deviceId: 's', label: 'Shelf' },
      ),
    );
    expect(found).toEqual({ inputs: [{ id: 'm', label: 'Desk' }], outputs: [{ id: 's', label: 'Shelf' }], named: true });
  });

  it('have no names, and cannot be chosen, before the microphone was allowed', async () => {
    expect(await findDevices(media({ kind: 'audioinput', deviceId: '', label: '' }))).toEqual({ inputs: [], outputs: [], named: false });
  });

  it('are none where the browser has none to show', async () => {
    expect(await findDevices(undefined)).toEqual({ inputs: [], outputs: [], named: false });
  });
});
