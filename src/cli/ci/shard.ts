/**
 * Which part of the gate a machine runs. Every machine works this out for itself, from the same specs: whole specs, as evenly as their
 * pinned counts say. One that is too large for a machine is searched by many together with `raftcheck farm`.
 */

import { shownPath } from '../../base/shownpath.ts';
import { UserError } from '../../base/usererror.ts';
import { mostShards, type PlannedEntry } from '../../report/gate.ts';
import { ownFlags } from '../flags/own.ts';
import { flagName } from '../settings.ts';
import { cost, type Planned, type Unread } from './plan.ts';

/** index from 1 to count. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** "2/4"; null where nothing is said. Throws a UserError for anything else. */
export function parseShard(value: string | undefined): Shard | null {
  if (value === undefined) return null;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= mostShards) return shard;
  throw new UserError({
    message: 'is not valid',
    where: flagName(ownFlags.shard),
    found: JSON.stringify(value),
    expected: `which one of how many (at most ${mostShards}), from 1/n to n/n, such as 2/4`,
  });
}

/** What a bug costs, and a spec that pins no count: a guess, in states. */
const smallSpec = 2000;
const unknownSpec = 200_000;

function weight(planned: Planned): number {
  if (planned.kind === 'bug') return smallSpec;
  return cost(planned) === Number.MAX_SAFE_INTEGER ? unknownSpec : Math.max(smallSpec, cost(planned));
}

export interface Dealt {
  /** What the shard runs, in the order of the plan. */
  readonly own: readonly Planned[];
  /** The whole plan, as reports say it. */
  readonly plan: readonly PlannedEntry[];
}

/** The heaviest first, each to the shard that has least: no shard then has more than its share and one spec. */
export function dealShards(plan: readonly Planned[], unread: readonly Unread[], shard: Shard | null): Dealt {
  const loads = new Array<number>(shard?.count ?? 1).fill(0);
  const weights = plan.map(weight);
  const order = plan.map((_, position) => position).sort((a, b) => weights[b] - weights[a] || a - b);
  const own = order.filter((position) => {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] += weights[position];
    return shard === null || least === shard.index - 1;
  });
  return {
    own: own.sort((a, b) => a - b).map((position) => plan[position]),
    plan: [...unread, ...plan].map(({ name, path }) => ({ name, file: shownPath(path) })),
  };
}
