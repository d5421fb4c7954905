/**
 * Other names for the nodes, without the core's help: by origin. A state was once the initial one of a node, or came of a step;
 * under other names it is what the same step with those names comes to. A message is the one at the same place of what that step
 * sends to the same destination.
 *
 * A core that cannot tell names apart makes of this exactly the renamed state. Of one that can, the cluster learns it: here the
 * views are compared, and steps.ts asks for a sample of the steps that follow from others.
 */
import type { Adapter, Input } from '../cluster/adapter.ts';
import { renameInput } from '../cluster/inputs.ts';
import { type Permutation, renamed } from '../cluster/permutation.ts';
import type { Message, State } from './drivervalues.ts';
import { sameView, seenUnder } from './names.ts';

type Core = Pick<Adapter<State, Message>, 'init' | 'step'>;
type Thing = State | Message;

/** What is known under one permutation. */
interface Renamed {
  readonly states: Map<State, State>;
  readonly messages: Map<Message, Message>;
}

export class Renaming {
  readonly #core: Core;
  readonly #renamed = new Map<string, Renamed>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Throws an Error where the core makes something else of it, or nothing. */
  state(state: State, perm: Permutation): State {
    const known = this.#under(perm);
    this.#rename(state, perm, known);
    return known.states.get(state)!;
  }

  message(message: Message, perm: Permutation): Message {
    const known = this.#under(perm);
    this.#rename(message, perm, known);
    return known.messages.get(message)!;
  }

  #under(perm: Permutation): Renamed {
    const name = perm.join();
    const known = this.#renamed.get(name) ?? { states: new Map(), messages: new Map() };
    this.#renamed.set(name, known);
    return known;
  }

  /** Histories are long in searches depth first: what has to be renamed before is kept on a list, and not on the stack. */
  #rename(wanted: Thing, perm: Permutation, known: Renamed): void {
    const waiting = [wanted];
    for (let thing = waiting.at(-1); thing !== undefined; thing = waiting.at(-1)) {
      const first = earlier(thing).filter((one) => !isKnown(one, known));
      if (first.length > 0) {
        waiting.push(...first);
        continue;
      }
      if (!isKnown(thing, known)) this.#enter(thing, perm, known);
      waiting.pop();
    }
  }

  /** What `thing` came of is known under the other names. */
  #enter(thing: Thing, perm: Permutation, known: Renamed): void {
    if (isState(thing)) known.states.set(thing, must(thing, this.#renamedState(thing, perm, known), perm));
    else known.messages.set(thing, must(thing, this.#renamedMessage(thing, perm, known), perm));
  }

  #renamedState({ origin }: State, perm: Permutation, known: Renamed): State | undefined {
    if (origin.init !== undefined) return this.#core.init(renamed(perm, origin.init));
    return this.#step(origin, perm, known)?.state;
  }

  #renamedMessage({ origin, view }: Message, perm: Permutation, known: Renamed): Message | undefined {
    const to = renamed(perm, view.to);
    return this.#step(origin, perm, known)?.messages.filter((sent) => sent.view.to === to)[origin.place];
  }

  #step(
    origin: { readonly before: State; readonly input: Input<Message> },
    perm: Permutation,
    known: Renamed,
  ) {
    const { input } = origin;
    const before = known.states.get(origin.before)!;
    if (input.kind !== 'deliver') return this.#core.step(before, renameInput(input, perm));
    return this.#core.step(before, { ...input, message: known.messages.get(input.message)! });
  }
}

function isState(thing: Thing): thing is State {
  return 'role' in thing.view;
}

function isKnown(thing: Thing, { states, messages }: Renamed): boolean {
  return isState(thing) ? states.has(thing) : messages.has(thing);
}

/** What a thing came of. */
function earlier({ origin }: Thing): readonly Thing[] {
  if ('init' in origin) return [];
  return origin.input.kind === 'deliver' ? [origin.before, origin.input.message] : [origin.before];
}

/** The thing under other names, if it looks as it should. */
function must<T extends Thing>(thing: T, found: T | undefined, perm: Permutation): T {
  if (found !== undefined && sameView(found.view, seenUnder(thing.view, perm))) return found;
  throw new Error('under other names of the nodes the core comes to something else');
}
