/**
 * The explorer's entry. What it needs to know of a system is in system.ts; it reads no clock and never waits.
 *
 * Data layout, for S distinct states of W integers each:
 *
 *     store     packed.ts: 8 bytes a state, and shared parts   (flat.ts: 4 W bytes a state)
 *               slots.ts:  5 to 6 bytes a state to find it by its hash
 *     parents   chunked.ts: 4 bytes a state
 *
 * All of it is typed arrays in chunks or segments that grow one at a time: nothing is allocated for a state, the garbage
 * collector never looks inside, and growth has no spike. A state is its dense index everywhere: the frontier of a
 * breadth-first search is a range of them, and a parent link is one.
 *
 * The flow: bfs.ts or dfs.ts chooses a state, run.ts expands it (the system emits successors, the store stages and settles
 * them, new states are linked and judged), path.ts rebuilds a counterexample from the links.
 */
import { breadthFirst } from './bfs.ts';
import { depthFirst } from './dfs.ts';
import { Run } from './run.ts';
import type { Search, SearchOptions, TransitionSystem } from './system.ts';

/**
 * Explores `system` from its initial states: every state within `options.depth` steps of them, up to the first broken
 * property. Deterministic: the same system and options give the same result, packed or not.
 *
 * A limit ends the search at the same state in every run: of the first `maxStates` states none is left out, and the
 * expansion that would have found another is the last one counted. Packed and flat stores differ in `storeBytes` alone.
 */
export function search(system: TransitionSystem, options: SearchOptions): Search {
  const run = new Run(system, options);
  switch (options.strategy) {
    case 'bfs':
      return breadthFirst(run);
    case 'dfs':
      return depthFirst(run);
  }
}
