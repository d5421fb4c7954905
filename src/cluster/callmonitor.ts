/**
 * Who calls the core says so before, and says when it has come back: so that somebody else can tell which call does not.
 */
import type { Action } from './action.ts';
import type { Guarded } from './guarded.ts';
import type { NodeView } from './view.ts';

/** What of the core is called besides its step: to load it, to start a node, or about what the last step came to. */
export const otherCalls = [
  'load',
  ...(['init', 'encode', 'encodeMessage', 'view', 'viewMessage', 'rename', 'renameMessage'] as const),
  ...(['floors', 'floorKind', 'floorName', 'deadline', 'ignores'] as const),
];
export type OtherCall = (typeof otherCalls)[number];

/** Follows the calls of one thread. Calls do not nest. */
export interface CallMonitor {
  /** The core's step is called: the node, as it is, is given an action. */
  step(node: NodeView, action: Action): void;
  other(call: OtherCall): void;
  /** The call has returned, or thrown. */
  done(): void;
}

/** The same adapter with its functions noted, but for `step`, which coresteps.ts notes: there the views are known. */
export function monitored<S, M>(adapter: Guarded<S, M>, monitor: CallMonitor): Guarded<S, M> {
  const noting =
    <Given extends unknown[], Made>(call: OtherCall, make: (...given: Given) => Made) =>
    (...given: Given): Made => {
      monitor.other(call);
      try {
        return make(...given);
      } finally {
        monitor.done();
      }
    };
  return {
    ...adapter,
    init: noting('init', adapter.init),
    encode: noting('encode', adapter.encode),
    encodeMessage: noting('encodeMessage', adapter.encodeMessage),
    view: noting('view', adapter.view),
    viewMessage: noting('viewMessage', adapter.viewMessage),
    rename: noting('rename', adapter.rename),
    renameMessage: noting('renameMessage', adapter.renameMessage),
    floors: noting('floors', adapter.floors),
    floorKind: noting('floorKind', adapter.floorKind),
    floorName: noting('floorName', adapter.floorName),
    deadline: noting('deadline', adapter.deadline),
    ignores: noting('ignores', adapter.ignores),
  };
}
