/**
 * What the search has taken for granted is verified: every message that a node takes was handed over before by what was found of its
 * sender, with the same entries, and as often. Where it is told alike and holds something else (the search has gone back on its
 * sender since, or it belongs to a read, of which no event tells), all calls are made once more, one after another, each with the message that
 * was sent. What comes out is a behavior of the core, call by call.
 */
import { ByteWriter } from '../arrays/bytes.ts';
import type { Recordable } from '../cluster/recordable.ts';
import { type Candidate, unstored } from './candidate.ts';
import { keyOf } from './event.ts';
import { mismatch } from './matching.ts';
import type { Recording } from './recording.ts';
import type { Searched } from './search.ts';

type Ends<S, M> = Searched<S, M>['ends'];

/** The same behavior with the messages that were sent; or the number of the line that cannot be so. */
export function verified<S, M>(
  core: Recordable<S, M>,
  recording: Recording,
  { ends, ranks }: Pick<Searched<S, M>, 'ends' | 'ranks'>,
  duplicates: boolean,
): { readonly ends: Ends<S, M> } | { readonly wrongAt: number } {
  const calls = inOrder(ends, ranks);
  if (isAsSent(core, calls, duplicates)) return { ends };
  return takenAgain(core, recording, calls, ends.length, duplicates);
}

/** The calls of all nodes, one after another. */
function inOrder<S, M>(ends: Ends<S, M>, ranks: Float64Array): Candidate<S, M>[] {
  const chains = ends.flatMap((end) => {
    const chain: Candidate<S, M>[] = [];
    for (let one = end; one !== null; one = one.before) chain.push(one);
    return chain.reverse();
  });
  // The sort is stable: a node's calls stay in their order.
  return chains.sort((a, b) => ranks[a.line] - ranks[b.line]);
}

/** Whether each message that is taken is one that was handed over, byte by byte. */
function isAsSent<S, M>(
  core: Recordable<S, M>,
  calls: readonly Candidate<S, M>[],
  duplicates: boolean,
): boolean {
  const bytes = new ByteWriter();
  const inFlight = new Bag<M>((message) => {
    bytes.reset();
    core.encodeMessage(message, bytes);
    return Buffer.from(bytes.bytes()).toString('latin1');
  });
  for (const one of calls) {
    const { call, sent } = one;
    if (call?.kind === 'deliver') {
      if (inFlight.find(call.message) === undefined) return false;
      if (!duplicates) inFlight.remove(call.message);
    }
    for (const message of retracted(core, one)) if (!inFlight.remove(message)) return false;
    for (const message of sent) inFlight.add(message);
  }
  return true;
}

function takenAgain<S, M>(
  core: Recordable<S, M>,
  recording: Recording,
  calls: readonly Candidate<S, M>[],
  nodes: number,
  duplicates: boolean,
): { readonly ends: Ends<S, M> } | { readonly wrongAt: number } {
  const inFlight = new Bag<M>((message) => keyOf(core.told(message)));
  const ends: (Candidate<S, M> | null)[] = Array.from({ length: nodes }, () => null);
  for (const one of calls) {
    const { call, line } = one;
    const node = recording.events[line].node;
    const before = ends[node - 1];
    if (call === null || before === null) {
      ends[node - 1] = one;
      for (const message of one.sent) inFlight.add(message);
      continue;
    }
    const message = call.kind === 'deliver' ? inFlight.find(call.message) : null;
    if (message === undefined) return { wrongAt: line };
    if (message !== null && !duplicates) inFlight.remove(message);
    const done = core.take(before.state, message === null ? call : { kind: 'deliver', message });
    const own = recording.byNode[node - 1].slice(0, one.at);
    const isTold = done !== null && mismatch(recording, own, before.at, done.events) === null;
    if (!isTold || (done.events.length === 0) !== (one.at === before.at)) {
      return { wrongAt: line };
    }
    const { state, sent } = done;
    const again = { ...one, state, before, sent, call: message === null ? call : { ...call, message } };
    for (const gone of retracted(core, again as Candidate<S, M>)) {
      if (!inFlight.remove(gone)) return { wrongAt: line };
    }
    for (const one of sent) inFlight.add(one);
    ends[node - 1] = again as Candidate<S, M>;
  }
  return { ends };
}

/** What has not left after all, where a node has crashed before it had stored what its last Ready handed out. */
function retracted<S, M>(core: Recordable<S, M>, one: Candidate<S, M>): readonly M[] {
  if (one.call?.kind !== 'restart' || one.call.stored) return [];
  return unstored(one).filter((message) => core.told(message).type.endsWith('Resp'));
}

/** Messages by name, the oldest first. */
class Bag<M> {
  readonly #name: (message: M) => string;
  readonly #names = new Map<M, string>();
  readonly #held = new Map<string, M[]>();

  constructor(name: (message: M) => string) {
    this.#name = name;
  }

  add(message: M): void {
    const name = this.#nameOf(message);
    const held = this.#held.get(name);
    if (held === undefined) this.#held.set(name, [message]);
    else held.push(message);
  }

  /** The one of the same name that has been here longest. */
  find(message: M): M | undefined {
    return this.#held.get(this.#nameOf(message))?.[0];
  }

  /** False: there is none. */
  remove(message: M): boolean {
    const name = this.#nameOf(message);
    const held = this.#held.get(name);
    if (held === undefined) return false;
    const [gone] = held.splice(0, 1);
    if (held.length === 0) this.#held.delete(name);
    this.#names.delete(gone);
    return true;
  }

  #nameOf(message: M): string {
    const known = this.#names.get(message);
    if (known !== undefined) return known;
    const name = this.#name(message);
    this.#names.set(message, name);
    return name;
  }
}
