/**
 * Fairness as it is defined, on small graphs: every set of states that some walk visits for ever is tried, with all its steps. Slow,
 * and without Tarjan, Streett or a mask in common with what it is compared with.
 */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly action: string;
}

export interface Question {
  readonly states: number;
  readonly init: readonly number[];
  readonly steps: readonly Step[];
  /** By action. */
  readonly weak: readonly string[];
  readonly strong: readonly string[];
  /** Null: it is asked from the initial states on. */
  readonly from: readonly number[] | null;
  readonly to: readonly number[];
}

/** Steps that change something: the only ones that fairness speaks of. */
function moving({ steps }: Question): readonly Step[] {
  return steps.filter(({ from, to }) => from !== to);
}

/** Whether a walk that visits these states for ever, and takes these steps for ever, is fair. */
export function isFair(question: Question, visited: ReadonlySet<number>, taken: readonly Step[]): boolean {
  const enabled = (action: string, state: number): boolean =>
    moving(question).some((step) => step.from === state && step.action === action);
  // A pair of states is a step of every action that leads from the one to the other.
  const isTaken = (action: string): boolean =>
    taken.some(({ from, to }) =>
      moving(question).some((one) => one.from === from && one.to === to && one.action === action),
    );
  const states = [...visited];
  return (
    question.weak.every((action) => isTaken(action) || states.some((state) => !enabled(action, state))) &&
    question.strong.every((action) => isTaken(action) || states.every((state) => !enabled(action, state)))
  );
}

/** All that can be reached from `start` by steps between allowed states. */
function reachable(
  steps: readonly Step[],
  start: readonly number[],
  allowed: (state: number) => boolean,
): Set<number> {
  const reached = new Set(start.filter(allowed));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { from, to } of steps) if (reached.has(from) && allowed(to)) reached.add(to);
  }
  return reached;
}

/** Whether some fair behavior breaks the property. */
export function isBroken(question: Question): boolean {
  const { init, from, to, states } = question;
  const steps = moving(question);
  const isGoal = (state: number): boolean => to.includes(state);
  const all = reachable(steps, init, () => true);
  const starts = from === null ? init : from.filter((state) => all.has(state));
  const owed = [...reachable(steps, starts, (state) => !isGoal(state))];
  for (let set = 1; set < 2 ** states; set++) {
    const visited = new Set(Array.from({ length: states }, (_, k) => k).filter((k) => (set >> k) % 2 === 1));
    if (![...visited].every((state) => owed.includes(state))) continue;
    const inner = steps.filter((step) => visited.has(step.from) && visited.has(step.to));
    const first = [...visited][0];
    const forth = reachable(inner, [first], () => true);
    const back = reachable(
      inner.map(({ from, to, action }) => ({ from: to, to: from, action })),
      [first],
      () => true,
    );
    if (forth.size === visited.size && back.size === visited.size && isFair(question, visited, inner))
      return true;
  }
  return false;
}
