/**
 * The explorer's entry. What it needs to know of a system is in system.ts; it reads no clock and never waits.
 *
 * Data layout, for each distinct state of a cluster of three nodes:
 *
 *     rows      packed.ts: 12 bytes, its integers bit by bit   (rows.ts, flat: 4 bytes an integer)
 *     slots     slots.ts:  6 to 7 bytes to find it by its hash
 *     links     links.ts:  1/8 of a byte to find the state it was found from   (depth first: 4 bytes, and 4 for depths)
 *
 * All of it is typed arrays in chunks, pages or segments that grow one at a time: nothing is allocated for a state, the
 * garbage collector never looks inside, and growth has no spike. A state is its dense index everywhere: the frontier of a
 * breadth-first search is a range of them, and a link is one.
 *
 * The flow: levels.ts (by one worker: bfs.ts) or dfs.ts chooses states, statespace.ts expands them (the system makes successors, which
 * arrive: the store resolves them, new ones are linked and judged), path.ts rebuilds a counterexample from the links.
 */
import { breadthFirst } from './bfs.ts';
import { depthFirst } from './dfs.ts';
import type { Search, SearchOptions, TransitionSystem } from './system.ts';

/**
 * Explores `system` from its initial states: every state within `options.depth` steps of them, up to the first broken
 * property. Deterministic: the same system and options give the same result, packed or not.
 *
 * With `maxStates` it keeps exactly the first so many states that it finds: the expansion that finds one more is the last,
 * its steps are counted, and the state expanded counts as not expanded. Packed and flat stores differ in `storeBytes` alone.
 */
export function search(system: TransitionSystem, options: SearchOptions): Search {
  switch (options.strategy) {
    case 'bfs':
      return breadthFirst(system, options);
    case 'dfs':
      return depthFirst(system, options);
  }
}
