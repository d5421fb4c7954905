/** Whom the end of a search is told of that goes on from a checkpoint. */
import { expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { Damaged } from '../../src/explore/dump.ts';
import { NotDeterministic } from '../../src/explore/system.ts';
import { blameCheckpoint } from '../../src/run/checkpointing.ts';
import type { SeededCore } from '../../src/spec/bug.ts';

const edited = { adapter: 'file:///out/bugs/1' } as unknown as SeededCore;
const resumed = { out: 'out', resume: 'kept.json', core: null };

it.each([new Damaged('a level is missing'), new NotDeterministic('a step was there and is gone')])(
  'the checkpoint is damaged where it does not agree with itself or with the core: %s',
  (error) => {
    const told = blameCheckpoint(error, 'mine', resumed);
    expect(told).toBeInstanceOf(UserError);
    expect((told as UserError).trouble).toMatchObject({ where: 'kept.json', message: 'is damaged' });
  },
);

it('an edited core that does not do the same twice is told of itself, and so is what fails without a checkpoint', () => {
  const error = new NotDeterministic('a step was there and is gone');
  expect(blameCheckpoint(error, 'mine', { ...resumed, core: edited })).toBe(error);
  expect(blameCheckpoint(error, 'mine', { ...resumed, resume: null })).toBe(error);
  const other = new Error('something else');
  expect(blameCheckpoint(other, 'mine', resumed)).toBe(other);
});
