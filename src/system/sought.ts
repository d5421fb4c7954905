/**
 * A state that is looked for, of a system of one's own: a property that the state breaks, so that the shortest behavior to it is found
 * as a counterexample is.
 */
import { UserError } from '../base/usererror.ts';
import { onPlain } from '../property/expression/onplain.ts';
import { BadExpression } from '../property/expression/syntax.ts';
import type { OwnSystem } from './exported.ts';

/** What is looked for: an expression, or a state to reach of the system by its name. Plain data. */
export interface OwnSought {
  readonly name: string;
  /** Absent: the system's own of that name. */
  readonly holds?: string | undefined;
}

/** Makes of a fault in the expression what the user is told: see atPlace in spec/wanted.ts. */
export type Refuse = (error: BadExpression, holds: string) => UserError;

/** The system with the state that is looked for as an invariant, which holds everywhere else, under its name. */
export function withSought(own: OwnSystem, sought: OwnSought | undefined, refuse: Refuse): OwnSystem {
  if (sought === undefined) return own;
  const { name } = sought;
  const reached = reachedBy(own, sought, refuse);
  const lost = { name, sought: true, holds: (state: unknown) => !reached(state) };
  const others = (list: OwnSystem['invariants'] = []) => list.filter((one) => one.name !== name);
  const { invariants, sometimes } = own;
  return Object.assign(Object.create(own), {
    init: () => own.init(),
    next: (state: unknown) => own.next(state),
    invariants: [...others(invariants), lost],
    sometimes: others(sometimes),
  });
}

/** The system, in which states that the expression holds in may end too. */
export function mayEndIn(own: OwnSystem, holds: string | null, refuse: Refuse): OwnSystem {
  if (holds === null) return own;
  const ends = understood(own, holds, refuse);
  const may = (state: unknown): boolean => own.mayEnd?.(state) === true || ends(state);
  return Object.assign(Object.create(own), { mayEnd: may });
}

function understood(own: OwnSystem, holds: string, refuse: Refuse): (state: unknown) => boolean {
  try {
    return onPlain(holds, [...own.init()]);
  } catch (error) {
    throw error instanceof BadExpression ? refuse(error, holds) : error;
  }
}

function reachedBy(own: OwnSystem, { name, holds }: OwnSought, refuse: Refuse): (state: unknown) => boolean {
  if (holds !== undefined) return understood(own, holds, refuse);
  const goal = own.sometimes?.find((one) => one.name === name);
  if (goal !== undefined) return (state) => goal.holds(state);
  const known = own.sometimes?.map((one) => one.name).join(', ');
  throw new UserError({
    message: `the system has no state to reach named '${name}'`,
    expected: known === undefined || known === '' ? 'an expression' : `an expression, or ${known}`,
  });
}
