/** Altered logs are refused. `alterations.ts` does the same at length. */
import { expect, it } from 'vitest';
import { whole } from '../long.ts';
import { behaviors, campaign } from './alterations.ts';
import { changing, fixed, logOf, recordingOf, searched } from './make.ts';
import { replays } from './replayed.ts';
import { twinAccepts } from './twin.ts';

it('an altered log is refused, or a slow twin accepts it too', { timeout: 300_000 }, () => {
  const many = whole ? 20 : 6;
  const { refused, harmless, wrong } = campaign(many, 1, behaviors(1, whole ? 30 : 12));
  expect(wrong).toEqual([]);
  expect(refused + harmless.length).toBe(many);
  expect(refused).toBeGreaterThan(many / 2);
});

it('what was found tells, taken call by call once more, what was recorded and nothing else', () => {
  const recording = recordingOf(logOf(changing, 2, 40));
  const found = searched(recording);
  expect(replays(found.core, recording, found)).toBe(true);
  const at = recording.events.findIndex(({ message }) => message !== undefined);
  const { message } = recording.events[at];
  const other = { ...recording.events[at], message: { ...message!, term: 99 } };
  const altered = { ...recording, events: recording.events.with(at, other) };
  expect(replays(found.core, altered, found)).toBe(false);
});

it('the twin accepts what was recorded, and not everything', { timeout: 300_000 }, () => {
  const text = logOf(fixed, 1, 12);
  expect(twinAccepts(recordingOf(text))).toBe(true);
  expect(twinAccepts(recordingOf(text.replace(/"commit":1/, '"commit":9')))).toBe(false);
});
