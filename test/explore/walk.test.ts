/** Random walks over systems small enough to see what they must do. */
import { describe, expect, it } from 'vitest';
import { plainSystem } from '../../src/explore/plain.ts';
import type { StopReason, TransitionSystem } from '../../src/explore/system.ts';
import { type Walked, type WalkOptions, walk } from '../../src/explore/walk.ts';

/** A counter that goes up or down by one, up to a limit. */
function counter(limit: number, holds: (state: number) => boolean = () => true): TransitionSystem {
  return plainSystem<number>({
    init: () => [0],
    next: (state) => [
      ...(state < limit ? [{ action: 'up', state: state + 1 }] : []),
      ...(state < limit && state > 0 ? [{ action: 'down', state: state - 1 }] : []),
    ],
    invariants: [{ name: 'held', holds }],
  });
}

function walked(
  system: TransitionSystem,
  options: Partial<WalkOptions>,
  stopAfter = Number.POSITIVE_INFINITY,
): Walked {
  const walking = walk(system, {
    ...{ first: 0, runs: 10, depth: 20, seed: 1, weigh: () => 1 },
    ...options,
  });
  let slices = 0;
  let reason: StopReason | null = null;
  for (;;) {
    const told = walking.next(reason);
    if (told.done === true) return told.value;
    slices++;
    reason = slices >= stopAfter ? 'interrupted' : null;
  }
}

describe('random walks', () => {
  it('are as many and as deep as was asked for', () => {
    const { runs, states, deepest, deadlocks, violation } = walked(counter(1000), {});
    expect({ runs, states, deepest, deadlocks, violation }).toEqual({
      ...{ runs: 10, states: 10 * 21, deepest: 20, deadlocks: 0, violation: null },
    });
  });

  it('end where nothing is enabled', () => {
    const { runs, deadlocks, deepest } = walked(counter(1), {});
    expect({ runs, deadlocks, deepest }).toEqual({ runs: 10, deadlocks: 10, deepest: 1 });
  });

  it('are the same for the same seed, and others for another', () => {
    const one = (seed: number) => walked(counter(1000), { seed, depth: 200 }).actions;
    expect(one(1)).toEqual(one(1));
    expect(one(1)).not.toEqual(one(2));
  });

  it('are each their own: beginning with a later one changes none', () => {
    const system = () => counter(1000, (state) => state < 12);
    const { violation } = walked(system(), { runs: 100 });
    const again = walked(system(), { first: violation!.run, runs: 1 }).violation;
    expect(again?.path.steps.map(({ kind }) => kind)).toEqual(violation?.path.steps.map(({ kind }) => kind));
    expect(again?.run).toBe(violation?.run);
  });

  it('end at a broken state, with the path to it', () => {
    const system = counter(1000, (state) => state !== 3);
    const { violation } = walked(system, { runs: 100 });
    const kinds = violation!.path.steps.map(({ kind }) => system.actionKinds[kind]);
    expect(
      kinds.filter((kind) => kind === 'up').length - kinds.filter((kind) => kind === 'down').length,
    ).toBe(3);
    expect(violation?.property).toBe(0);
  });

  it('end at a step that breaks a property, though the state after it holds', () => {
    const base = counter(1000);
    const breaking: TransitionSystem = {
      ...base,
      actionKinds: base.actionKinds,
      next: (state, emit) =>
        base.next(state, (successor, kind, arg) =>
          emit(successor, kind, arg, base.actionKinds[kind] === 'down' ? 0 : -1),
        ),
    };
    const { violation } = walked(breaking, {});
    const kinds = violation?.path.steps.map(({ kind }) => base.actionKinds[kind]) ?? [];
    expect(kinds.indexOf('down')).toBe(kinds.length - 1);
    expect(kinds.length).toBeGreaterThan(1);
  });

  it('prefer kinds by their weights', () => {
    const often = (weight: number) => {
      const system = counter(1_000_000);
      const { actions } = walked(system, {
        ...{ runs: 200, depth: 100, weigh: (kind: string) => (kind === 'up' ? weight : 1) },
      });
      return actions[system.actionKinds.indexOf('up')] / 20_000;
    };
    expect(often(1)).toBeLessThan(0.65);
    expect(often(100)).toBeGreaterThan(0.9);
  });

  it('stop when told to, and say what they have seen', () => {
    const { runs, stopped } = walked(counter(1_000_000), { runs: 1000, depth: 100 }, 2);
    expect(stopped).toBe('interrupted');
    expect(runs).toBeLessThan(1000);
  });
});
