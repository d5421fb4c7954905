/**
 * The actions that need no message, as the model enables them: which inputs a node may be given, which bound each
 * spends, and what reports count them under.
 */
import type { Input } from './adapter.ts';
import type { BoundName, Model } from './model.ts';
import { type Permutation, renamed } from './permutation.ts';

/** An input without a message. */
export type LocalInput = Exclude<Input<never>, { readonly kind: 'deliver' }>;

export interface LocalAction {
  readonly input: LocalInput;
  /** The bound whose counter the action spends, or null when it is free. */
  readonly bound: BoundName | null;
  /** Enabled only when the counter stands at this: the k-th proposal proposes the k-th value. Null: whatever it is. */
  readonly turn: number | null;
}

/** Every local action of the model, in a fixed order. An action whose bound is 0 is not in the model. */
export function localActions(model: Model): readonly LocalAction[] {
  const ids = Array.from({ length: model.nodes }, (_, i) => i + 1);
  const actions: LocalAction[] = [];
  const add = (bound: BoundName | null, input: LocalInput, turn: number | null = null): void => {
    if (bound === null || model.bounds[bound] !== 0) actions.push({ input, bound, turn });
  };
  const times = (bound: BoundName): number[] => Array.from({ length: model.bounds[bound] ?? 0 }, (_, i) => i);

  if (model.clock === 'ticks') {
    // The timer of an election fires with some tick of its range: which one, the model chooses when it is there.
    const clock = model.bounds['max-drift'] === null ? null : 'max-drift';
    actions.push({ input: { kind: 'tick' }, bound: clock, turn: null });
    actions.push({ input: { kind: 'timeout' }, bound: clock, turn: null });
  } else {
    add('max-timeouts', { kind: 'timeout' });
    add('max-heartbeats', { kind: 'heartbeat' });
    // A leader's election timeout is also when it gives up a transfer.
    if (model.checkQuorum || model.bounds['max-transfers'] !== 0) add(null, { kind: 'check-quorum' });
    if (model.checkQuorum) add('max-expiries', { kind: 'expire-lease' });
  }
  for (const k of times('max-proposals')) add('max-proposals', { kind: 'propose', data: `v${k + 1}` }, k);
  for (const k of times('max-reads')) add('max-reads', { kind: 'read', context: `r${k + 1}` }, k);
  for (const change of model.confChanges) add('max-conf-changes', { kind: 'propose-conf', change });
  for (const transferee of ids) add('max-transfers', { kind: 'transfer', transferee });
  add('max-forgets', { kind: 'forget-leader' });
  add('max-compactions', { kind: 'compact' });
  for (const peer of ids) add('max-unreachables', { kind: 'unreachable', peer });
  if (model.bounds['max-compactions'] !== 0) {
    for (const peer of ids) {
      add(null, { kind: 'snapshot-status', peer, failed: false });
      add(null, { kind: 'snapshot-status', peer, failed: true });
    }
  }
  if (model.storage === 'async') {
    add(null, { kind: 'append-done' });
    add(null, { kind: 'apply-done' });
  }
  add('max-crashes', { kind: 'crash' });
  if (model.bounds['max-crashes'] !== 0) add(null, { kind: 'restart' });
  return actions;
}

/** The input in a cluster whose nodes have other names. */
export function renameInput(input: LocalInput, perm: Permutation): LocalInput {
  switch (input.kind) {
    case 'transfer':
      return { ...input, transferee: renamed(perm, input.transferee) };
    case 'unreachable':
    case 'snapshot-status':
      return { ...input, peer: renamed(perm, input.peer) };
    default:
      return input;
  }
}
