import { expect, it } from 'vitest';
import { MicrophoneClaim } from '../../../app/shell/microphone-claim.js';

it('one page listens at a time: who begins ends the one before', () => {
  const seen: string[] = [];
  const claim = new MicrophoneClaim((holder) => seen.push(holder ?? 'nobody'));
  claim.take('captions', () => {
    seen.push('captions stop');
    claim.release('captions');
  });
  claim.take('settings', () => seen.push('settings stop'));
  claim.release('captions');
  claim.release('settings');
  expect(seen).toEqual(['captions', 'captions stop', 'settings', 'nobody']);
});
