/**
 * Which part of the gate a machine runs. Every machine works this out for itself, from the same specs: whole specs first, as
 * evenly as their pinned counts say, and slices of those that are larger than a fair share. Whole behaviors are judged by the whole.
 */

import { shownPath } from '../../base/shownpath.ts';
import { UserError } from '../../base/usererror.ts';
import { mostShards, type PlannedEntry } from '../../report/gate.ts';
import { asksBehaviors } from '../../spec/behaviors.ts';
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

/** The heaviest piece first, each to the shard that has least: no shard is then far above a fair share. */
export function dealShards(plan: readonly Planned[], unread: readonly Unread[], shard: Shard | null): Dealt {
  const count = shard?.count ?? 1;
  const fair = plan.reduce((sum, planned) => sum + weight(planned), 0) / count;
  const slices = plan.map((planned) =>
    asksBehaviors(planned.parsed.spec) ? 1 : Math.min(count, Math.max(1, Math.ceil(weight(planned) / fair))),
  );
  const pieces = plan.flatMap((planned, position) =>
    Array.from({ length: slices[position] }, (_, index) => ({
      position,
      weight: weight(planned) / slices[position],
      planned: slices[position] === 1 ? planned : { ...planned, slice: { index, count: slices[position] } },
    })),
  );
  const loads = new Array<number>(count).fill(0);
  const own: typeof pieces = [];
  for (const piece of [...pieces].sort((a, b) => b.weight - a.weight || a.position - b.position)) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] += piece.weight;
    if (shard === null || least === shard.index - 1) own.push(piece);
  }
  return {
    own: own.sort((a, b) => a.position - b.position).map(({ planned }) => planned),
    plan: [...unread, ...plan].map(({ name, path }, position) => ({
      name,
      file: shownPath(path),
      slices: slices[position - unread.length] ?? 1,
    })),
  };
}
