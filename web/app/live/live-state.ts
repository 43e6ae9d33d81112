import type { MessageKey, Translator } from '../i18n/index.js';
import type { ControlsState } from '../views/live-controls.js';
import type { LiveState } from './live-recording.js';

/** How a recording is shown at the foot of its page. */
export function controlsOf(live: LiveState, speaking: boolean, translator: Translator): Omit<ControlsState, 'label'> {
  const hears = live === 'live' && speaking;
  return {
    signal: live === 'off' ? 'off' : live !== 'live' ? 'waiting' : hears ? 'hearing' : 'on',
    text: translator.text(`live.state.${hears ? 'speaking' : live}` as MessageKey),
    stops: live !== 'off',
    disabled: live === 'finishing',
  };
}
