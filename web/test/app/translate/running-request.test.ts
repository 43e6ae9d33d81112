import { expect, it } from 'vitest';
import { RunningRequest } from '../../../app/translate/running-request.js';

const request = (language: string, ...targets: string[]) => ({ language, translate: { targets, calm: false } });
const updated = (language: string, ...targets: string[]) => ({ type: 'session.updated', seq: 1, language, targets }) as const;

it('a running request is asked anew only when it is another one', () => {
  const running = new RunningRequest(request('en', 'es'));
  expect(running.ask(request('en', 'es'))).toBe(false);
  expect(running.ask(request('en', 'es', 'fr'))).toBe(true);
  expect(running.ask(request('en', 'es', 'fr'))).toBe(false);
});

it('what is refused goes back to what held, and what holds is never refused', () => {
  const running = new RunningRequest(request('en', 'es'));
  expect(running.refuse()).toBeUndefined();
  running.ask(request('zh', 'es'));
  running.confirm(updated('zh', 'es'));
  expect(running.refuse()).toBeUndefined();
  running.ask(request('zh', 'xx'));
  expect(running.refuse()).toEqual(request('zh', 'es'));
  expect(running.ask(request('zh', 'es'))).toBe(false);
});
