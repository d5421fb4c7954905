/**
 * StateSpace with its innermost loop compiled (src/compiled): a batch of states is expanded, reduced, counted, staged and resolved
 * there, over the same tables. What is left here is what is rare: a table that has no answer, a new state's link and judgement,
 * a broken step, a state without steps.
 */
import { type IntMemory, placeOf } from '../../arrays/memory.ts';
import { type WasmFunctions, type WasmModule, wasmFunctions, wasmImports } from '../../arrays/wasm.ts';
import { allOf, type CompiledPart } from '../kernel.ts';
import type { Links } from '../links.ts';
import { StateSpace } from '../statespace.ts';
import { doubled, noRoom } from '../store.ts';
import type { SearchOptions, TransitionSystem } from '../system.ts';
import type { CompiledMemory } from './compiledmemory.ts';
import type { SharedStore } from './sharedstore.ts';

const firstFresh = 256;

class CompiledSpace extends StateSpace {
  declare readonly store: SharedStore;
  readonly #kernel: WasmFunctions;
  /** Positions of the states that were resolved last and not known, as complements where they are known to break nothing. */
  #fresh: Int32Array;

  /** `part`: what the system gives, whose tables lie in `memory`, as those of `ints` do. */
  constructor(
    system: TransitionSystem,
    options: SearchOptions,
    store: SharedStore,
    links: Links,
    { module, memory }: CompiledMemory,
    ints: IntMemory,
  ) {
    super(system, options, store, links, ints);
    this.#fresh = ints.take(firstFresh);
    const { states: before, successors } = this;
    const part = allOf([this.#part(), store, system.compiled!({ before, successors })]);
    this.#kernel = instantiate(module, memory, part);
  }

  override expand(first: number, count: number): void {
    if (this.source === this.store) {
      this.successors.count = this.#kernel.expandStates(first, count);
      return;
    }
    this.loadStates(first, count);
    this.successors.count = this.#kernel.expandLoaded(count);
  }

  override takeIn(first: number, count: number): number {
    const { successors, store } = this;
    const steps = successors.count;
    while (store.staged + steps > this.stagedParents.length)
      this.stagedParents = doubled(this.stagedParents, this.ints);
    store.stageCompiled(this.#kernel, first, count, steps, this.stagedParents);
    if (this.#kernel.breakingSteps() > 0) this.#noteSteps(first);
    if (this.#kernel.deadlocksFound() > 0) this.#noteEnds(first, count);
    this.generated += steps;
    this.stagedExpansions += count;
    return steps;
  }

  override arrive(count = this.store.staged): number {
    const { store, stagedParents } = this;
    while (count > this.#fresh.length) this.#fresh = doubled(this.#fresh, this.ints);
    const news = store.resolveCompiled(this.#kernel, this.limit, count, this.#fresh);
    for (let j = 0; j < news; j++) {
      const k = this.#fresh[j];
      const index = store.outcomes[k < 0 ? ~k : k];
      if (index === noRoom) this.full = true;
      else if (k < 0) this.links.add(stagedParents[~k], index);
      else this.welcome(k, index, stagedParents[k]);
    }
    return this.settle(count);
  }

  protected override growActions(kinds: number): void {
    super.growActions(kinds);
    this.#kernel.placeActions(placeOf(this.actions), this.actions.length);
  }

  /** Where the arrays of a search are, which grow here. */
  #part(): CompiledPart {
    const { successors } = this;
    const { width } = this.system;
    successors.moved = () => place(this.#kernel);
    const place = (kernel: WasmFunctions): void => {
      const { states, parents, kinds, args, broken } = successors;
      const places = [states, parents, kinds, args, broken].map(placeOf);
      kernel.placeSuccessors(...places, parents.length);
    };
    return {
      misses: {
        growSuccessors: () => successors.grow(),
        growActions: (kind) => this.growActions(kind + 1),
      },
      wire: (kernel) => {
        kernel.setSuccessors(width, placeOf(this.states));
        kernel.placeActions(placeOf(this.actions), this.actions.length);
        place(kernel);
      },
    };
  }

  #noteSteps(first: number): void {
    const { states, parents, kinds, args, broken, count, width } = this.successors;
    for (let k = 0; k < count; k++) {
      if (broken[k] < 0) continue;
      const state = states.slice(k * width, (k + 1) * width);
      this.note(broken[k], first + parents[k], -1, { kind: kinds[k], arg: args[k], state });
    }
  }

  #noteEnds(first: number, count: number): void {
    const { parents, count: steps } = this.successors;
    let last = -1;
    for (let k = 0; k < steps; k++) {
      this.ended(first, last + 1, parents[k]);
      last = parents[k];
    }
    this.ended(first, last + 1, count);
  }
}

/** What a worker's search asks its system through: compiled where there is memory for that. */
export function spaceOf(
  system: TransitionSystem,
  options: SearchOptions,
  store: SharedStore,
  links: Links,
  compiled: CompiledMemory | null,
  ints: IntMemory,
): StateSpace {
  return compiled === null
    ? new StateSpace(system, options, store, links)
    : new CompiledSpace(system, options, store, links, compiled, ints);
}

function unasked(name: string): never {
  throw new Error(`nobody answers ${name}`);
}

function instantiate(module: WasmModule, memory: object, { misses, wire }: CompiledPart): WasmFunctions {
  // What is not applied in this search asks nothing.
  const silent = wasmImports(module).map((name) => [name, () => unasked(name)] as const);
  const asked = { ...Object.fromEntries(silent), ...misses };
  const kernel = wasmFunctions(module, { env: { memory }, misses: asked });
  wire(kernel);
  return kernel;
}
