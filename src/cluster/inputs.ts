/**
 * The actions that need no message, as the model enables them: which inputs a node may be given, which bound each
 * spends, and what reports count them under.
 */
import { type LocalInput, localKinds, rowOf, saysOf } from './action.ts';
import type { BoundName, Model } from './model.ts';
import { type Permutation, renamed } from './permutation.ts';

export interface LocalAction {
  readonly input: LocalInput;
  /** The bound whose counter the action spends, or null when it is free. */
  readonly bound: BoundName | null;
  /** Enabled only when the counter stands at this: the k-th proposal proposes the k-th value. Null: whatever it is. */
  readonly turn: number | null;
}

/** Every local action of the model, in a fixed order. An action whose bound is 0 is not in the model. */
export function localActions(model: Model): readonly LocalAction[] {
  return localKinds.flatMap((kind) => {
    const row = rowOf(kind);
    const bound = row.spends(model);
    // The bound of clocks counts no actions.
    const never = bound !== null && bound !== 'max-drift' && model.bounds[bound] === 0;
    if (never || !row.when(model)) return [];
    const inTurn = Object.values(row.says).includes('numbered');
    return row.choices(model).map((said, k) => ({
      input: { kind, ...said } as LocalInput,
      bound,
      turn: inTurn ? k : null,
    }));
  });
}

/** The input in a cluster whose nodes have other names. */
export function renameInput(input: LocalInput, perm: Permutation): LocalInput {
  const says = saysOf(input.kind);
  const parts = Object.entries(input).map(([name, value]) => [
    name,
    says[name] === 'node' ? renamed(perm, Number(value)) : value,
  ]);
  return Object.fromEntries(parts);
}
