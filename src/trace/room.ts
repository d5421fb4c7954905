/**
 * What a counterexample does only because the network was full: deliveries and losses without which it breaks the same, were
 * there room for one message more. They tell nothing of the fault, so the reader is told of them; nothing is claimed that was
 * not taken step by step on the real cluster.
 */
import { takesMessage } from '../cluster/action.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Path, PathStep } from '../explore/system.ts';
import type { Judge } from '../property/judge.ts';
import { Rehearsal } from './shrink/rehearsal.ts';

export interface Room {
  /** Numbers of the steps, ascending: without all of them it breaks too. */
  readonly steps: readonly number[];
  /** The bound as it is, and one under which these steps can be missed. */
  readonly bound: number;
  readonly needed: number;
  /** Steps without them. */
  readonly length: number;
}

/** A longer behavior is read by nobody, and each step of it would be tried. */
const longest = 200;

/**
 * `path` breaks property `property` and holds up to `held` messages, which may be more than the bound where dead ones are not
 * counted. `shortest`: within the bound nothing is shorter, so that a step which can be missed without the bound makes room.
 * Null: there is no such step.
 */
export function roomOf(
  cluster: Cluster,
  judge: Judge,
  path: Path,
  property: number,
  { held, shortest }: { readonly held: number; readonly shortest: boolean },
): Room | null {
  const bound = cluster.model.bounds['max-in-flight'];
  if (bound === null || path.steps.length > longest) return null;
  const within = (most: number): Rehearsal => new Rehearsal(cluster, judge, property, most);
  const [narrow, wide] = [within(Math.max(bound, held)), within(Number.MAX_SAFE_INTEGER)];
  const gone: number[] = [];
  for (const [k, { kind, arg }] of path.steps.entries()) {
    if (!takesMessage(cluster.action(kind, arg))) continue;
    // What can be missed within the bound makes no room.
    if (!shortest && without(path, [k], narrow) !== null) continue;
    if (without(path, [...gone, k], wide) !== null) gone.push(k);
  }
  const left = gone.length === 0 ? null : without(path, gone, wide);
  if (left === null) return null;
  const needed = Math.max(...left.steps.map(({ state }) => cluster.view(state).messages.length));
  // It is told only once it has been taken within the bound that is told.
  if (needed <= bound || without(path, gone, within(needed)) === null) return null;
  return { steps: gone.map((k) => k + 1), bound, needed, length: left.steps.length };
}

/** The very same actions but for these. */
function without(path: Path, gone: readonly number[], rehearsal: Rehearsal): Path | null {
  const first = Math.min(...gone);
  const rest: PathStep[] = path.steps.filter((_, k) => k >= first && !gone.includes(k));
  return rehearsal.attempt(path, first, rest, path.steps.length - gone.length, 'strict');
}

/** `steps 5 and 9 only make room ...`: one line for a reader. */
export function roomWords({ steps, bound, needed, length }: Room): string {
  const last = steps.at(-1)!;
  const one = steps.length === 1;
  const which = one
    ? `step ${last} only makes`
    : `steps ${steps.slice(0, -1).join(', ')} and ${last} only make`;
  const rest = `${one ? 'it' : 'them'}, in ${length} ${length === 1 ? 'step' : 'steps'}`;
  return `${which} room under max-in-flight ${bound}: with --max-in-flight ${needed} it breaks without ${rest}`;
}
