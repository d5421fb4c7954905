/** Altered logs are refused. `alterations.ts` does the same at length. */
import { expect, it } from 'vitest';
import { campaign } from './alterations.ts';
import { fixed, logOf, recordingOf } from './make.ts';
import { twinAccepts } from './twin.ts';

it('an altered log is refused, or a slow twin accepts it too', { timeout: 300_000 }, () => {
  const { refused, harmless, wrong } = campaign(20, 1);
  expect(wrong).toEqual([]);
  expect(refused + harmless.length).toBe(20);
  expect(refused).toBeGreaterThan(14);
});

it('the twin accepts what was recorded, and not everything', { timeout: 300_000 }, () => {
  const text = logOf(fixed, 1, 20);
  expect(twinAccepts(recordingOf(text))).toBe(true);
  expect(twinAccepts(recordingOf(text.replace(/"commit":1/, '"commit":9')))).toBe(false);
});
