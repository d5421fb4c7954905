/**
 * Whether a cluster comes back by itself: from a state of its nodes, all that was in flight being lost, is there a way of rounds to a good
 * state, in which it also serves? The states that rounds lead to are found once, and what is known of them stays known.
 *
 *     start   nodes as the search has found them; those that are down begin again, but for some that stay away, and links may stay cut (harms.ts)
 *     trap    a start from which no round leads out: the quiet states that can be reached from it are closed, and none is good
 */
import { GrowingInts } from '../../arrays/growing.ts';
import type { CallMonitor } from '../callmonitor.ts';
import type { Guarded } from '../guarded.ts';
import type { Model } from '../model.ts';
import type { NodeView } from '../view.ts';
import { Closed, type ClosedSet, type Way } from './closed.ts';
import { RecoveryCore } from './core.ts';
import { missingIn, outdated } from './good.ts';
import { cutsAsked, type Harm, harmsOf, mayLast } from './harms.ts';
import { Lasting } from './lasting.ts';
import { Lowered } from './lowered.ts';
import { Probes } from './probes.ts';
import { down, type Nodes, Quiets } from './quiets.ts';
import { type ResponseName, Responses, type Unanswered } from './responses.ts';
import { Rounds } from './rounds.ts';
import { type Chance, Chances, type Help } from './timers.ts';

/** A quiet state of a trap: what it lacks, and where each chance leads. */
export interface TrapState {
  readonly nodes: readonly (NodeView | null)[];
  readonly missing: string;
  /** `leads`: to which state of the trap; 'never': a round without end; 'beyond': to a term above the bound. */
  readonly rounds: readonly { readonly chance: Chance; readonly leads: number | 'never' | 'beyond' }[];
}

export interface Trap {
  readonly harm: Harm;
  readonly states: readonly TrapState[];
  /** False: a term above the bound was reached, and what follows is not known. */
  readonly conclusive: boolean;
  /** The states stand for all that differ in the numbers of their terms alone (closed.ts). */
  readonly relative: boolean;
  /** Whether it stays closed where every timer may fire at any time. */
  readonly evenWithAllHelp: boolean;
}

/** What is asked of a start: whether the cluster comes back, or whether who leads answers. */
export type RecoveryQuestion = 'return' | ResponseName;

/** Terms above that of the model that rounds may reach. */
export const spareTerms = 4;

/** Beyond any term that rounds from lowest numbers reach. */
const farTerm = 64;

const [unknown, comes, stuck] = [0, 1, 2];

export class Recovery<S, M> {
  readonly #adapter: Guarded<S, M>;
  readonly #core: RecoveryCore<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #rounds: Rounds<S, M>;
  readonly #chances: Chances<S, M>;
  readonly #probes: Probes<S, M>;
  readonly #responses: Responses<S, M>;
  readonly #lasting: Lasting<S, M>;
  readonly #closed: Closed<S, M>;
  /** Null: starts have the terms that they have. */
  readonly #lowered: Lowered<S, M> | null;
  readonly #monitor: CallMonitor | null;
  readonly #model: Model;
  /** By help and quiet state: whether a good one can be reached. */
  readonly #known: Readonly<Record<Help, GrowingInts>> = {
    timely: new GrowingInts(unknown),
    all: new GrowingInts(unknown),
  };
  /** By quiet state: which of `#lacks` it lacks. */
  readonly #missing = new GrowingInts(-1);
  readonly #lacks: (string | null)[] = [null];
  readonly #harms: readonly Harm[];

  /** `maxTerm`: beyond it nothing is asked. */
  constructor(
    adapter: Guarded<S, M>,
    model: Model,
    monitor: CallMonitor | null,
    core = new RecoveryCore(adapter, monitor),
    maxTerm = highestOf(model) + spareTerms,
  ) {
    this.#adapter = adapter;
    this.#monitor = monitor;
    this.#core = core;
    this.#lowered = model.terms === 'relative' ? new Lowered(core) : null;
    this.#model = model;
    const cuts = cutsAsked(model);
    this.#harms = harmsOf(model, cuts);
    this.#quiets = new Quiets(core, model.nodes, cuts);
    this.#rounds = new Rounds(core, this.#quiets, model.storage === 'async', maxTerm);
    this.#chances = new Chances(core, this.#quiets, model);
    this.#probes = new Probes(core, this.#quiets, this.#rounds, model);
    this.#responses = new Responses(core, this.#quiets, this.#rounds, model);
    this.#lasting = new Lasting(this.#quiets, this.#rounds, this.#chances);
    this.#closed = new Closed(core, this.#quiets, {
      missingIn: (quiet) => this.#missingIn(quiet),
      waysFrom: (quiet) => this.#waysFrom(quiet),
    });
  }

  /** The id under which a node's state is known here. */
  id(state: S): number {
    return this.#core.id(state);
  }

  /** What becomes of nodes in these states, whatever may stay broken. */
  judge(question: RecoveryQuestion, nodes: Nodes): 'held' | 'irrelevant' | 'broken' {
    const start = this.#start(nodes);
    let says: 'held' | 'irrelevant' = 'irrelevant';
    for (const harm of this.#harmsIn(question, start)) {
      const found = this.#judgeFrom(question, start, harm);
      if (found === 'broken') return found;
      if (found === 'held') says = found;
    }
    return says;
  }

  #start(nodes: Nodes): Nodes {
    return this.#lowered === null ? nodes : this.#lowered.of(nodes);
  }

  #judgeFrom(question: RecoveryQuestion, nodes: Nodes, harm: Harm): 'held' | 'irrelevant' | 'broken' {
    const begun = this.#rounds.begin(without(nodes, harm.away), harm.cuts);
    if (question !== 'return')
      return begun.ends === 'quiet' ? this.#responses.of(question, begun.quiet) : 'irrelevant';
    return begun.ends === 'quiet' && this.#reachesGood(begun.quiet, 'timely') ? 'held' : 'broken';
  }

  /** What stays broken where the question is answered by no. Throws where it never is. */
  #brokenBy(question: RecoveryQuestion, nodes: Nodes): Harm {
    for (const harm of this.#harmsIn(question, nodes))
      if (this.#judgeFrom(question, nodes, harm) === 'broken') return harm;
    throw new RangeError(`${question} is not broken`);
  }

  /** The response that does not come. Throws where it does. */
  unanswered(question: ResponseName, given: Nodes): Unanswered & { readonly harm: Harm } {
    const nodes = this.#start(given);
    const harm = this.#brokenBy(question, nodes);
    const begun = this.#rounds.begin(without(nodes, harm.away), harm.cuts);
    const found = begun.ends === 'quiet' ? this.#responses.ask(question, begun.quiet) : 'held';
    if (typeof found === 'string') throw new RangeError(`${question} is ${found}`);
    return { ...found, harm };
  }

  /** What may last in these states. What a leader owes is asked where every link works. */
  *#harmsIn(question: RecoveryQuestion, nodes: Nodes): Generator<Harm, undefined> {
    if (this.#harms.length === 1) return yield this.#harms[0];
    const views = Array.from(nodes, (node) => this.#core.view(this.#rounds.awake(node)));
    for (const harm of this.#harms) {
      const isAsked = question === 'return' || harm.cuts.none;
      if (isAsked && mayLast(harm, views, this.#model)) yield harm;
    }
    return undefined;
  }

  /** Why it does not. Throws where it does. */
  trapOf(given: Nodes): Trap {
    const nodes = this.#start(given);
    const harm = this.#brokenBy('return', nodes);
    const left = without(nodes, harm.away);
    const begun = this.#rounds.begin(left, harm.cuts);
    const from = begun.ends === 'quiet' ? begun.quiet : this.#quiets.id(left, harm.cuts);
    const near = new Map(this.#closure(from).map((quiet) => [quiet, this.#waysFrom(quiet)]));
    const isNear = isConclusive(near);
    const far = isNear ? null : this.#beyondTerms(left, this.#harms.indexOf(harm));
    return {
      harm,
      states: far ?? this.#statesOf(near),
      conclusive: isNear || far !== null,
      relative: far !== null,
      evenWithAllHelp: !this.#reachesGood(from, 'all'),
    };
  }

  #statesOf(closed: ClosedSet): readonly TrapState[] {
    const places = [...closed.keys()];
    return places.map((quiet) => ({
      nodes: Array.from(this.#quiets.nodes(quiet), (node) => (node === down ? null : this.#core.view(node))),
      missing: this.#missingIn(quiet)!,
      rounds: closed.get(quiet)!.map(({ chance, leads }) => ({
        chance,
        leads: typeof leads === 'string' ? leads : places.indexOf(leads),
      })),
    }));
  }

  /** The same trap, however high terms grow; null: it is not known to be one. */
  #beyondTerms(nodes: Nodes, harm: number): readonly TrapState[] | null {
    // What is known of quiet states here holds up to a term.
    const far = new Recovery(this.#adapter, this.#model, this.#monitor, this.#core, farTerm);
    const begun = far.#rounds.begin(nodes, far.#harms[harm].cuts);
    const closed = begun.ends === 'quiet' ? far.#closed.from(begun.quiet) : null;
    return closed === null ? null : far.#statesOf(closed);
  }

  /** Goes on with the first round that leads to something new, and comes back where none does: the likely ones come first. */
  #reachesGood(from: number, help: Help): boolean {
    const known = this.#known[help];
    if (known.get(from) !== unknown) return known.get(from) === comes;
    const met = new Set([from]);
    const path = [this.#branch(from, help)];
    while (path.length > 0) {
      const { quiet, chances } = path.at(-1)!;
      if (known.get(quiet) === comes || this.#missingIn(quiet) === null) {
        // All on the way to it can reach it.
        for (const { quiet: before } of path) known.set(before, comes);
        return true;
      }
      const { value: chance } = chances.next();
      if (chance === undefined) {
        path.pop();
        continue;
      }
      const leads = this.#take(quiet, chance);
      if (leads === null || typeof leads === 'string' || met.has(leads)) continue;
      met.add(leads);
      path.push(this.#branch(leads, help));
    }
    for (const quiet of met) known.set(quiet, stuck);
    return false;
  }

  #branch(
    quiet: number,
    help: Help,
  ): { readonly quiet: number; readonly chances: Iterator<Chance, undefined> } {
    return { quiet, chances: this.#chances.in(quiet, help) };
  }

  /** All that can be reached, in the order of rounds. */
  #closure(from: number): number[] {
    const all = new Set([from]);
    for (const quiet of all) {
      for (const { leads } of this.#waysFrom(quiet)) if (typeof leads !== 'string') all.add(leads);
    }
    return [...all];
  }

  #waysFrom(quiet: number): readonly Way[] {
    return [...this.#chances.in(quiet, 'timely')].flatMap((chance): Way[] => {
      const leads = this.#take(quiet, chance);
      return leads === null || leads === quiet ? [] : [{ chance, leads }];
    });
  }

  /** Where the chance leads; null: it is none. */
  #take(quiet: number, chance: Chance): Way['leads'] | null {
    if (chance.inputs === 'off') {
      return this.#quiets.id(without(this.#quiets.nodes(quiet), [chance.node]), this.#quiets.cuts(quiet));
    }
    const round = this.#rounds.fire(quiet, chance);
    return round?.ends === 'quiet' ? round.quiet : (round?.ends ?? null);
  }

  /** What is missing of a good state that serves, or null. */
  #missingIn(quiet: number): string | null {
    const known = this.#missing.get(quiet);
    if (known >= 0) return this.#lacks[known];
    const up = this.#quiets.up(quiet);
    const found =
      missingIn(up, this.#quiets.cuts(quiet)) ??
      (this.#model.checkQuorum ? outdated(up) : null) ??
      this.#probes.refused(quiet) ??
      this.#lasting.endOf(quiet);
    const lack = this.#lacks.indexOf(found);
    this.#missing.set(quiet, lack >= 0 ? lack : this.#lacks.push(found) - 1);
    return found;
  }
}

function isConclusive(closed: ClosedSet): boolean {
  return [...closed.values()].every((ways) => ways.every(({ leads }) => leads !== 'beyond'));
}

/** The highest term of a start. */
function highestOf({ bounds }: Model): number {
  return bounds['max-term'] ?? (bounds['max-spread'] ?? 0) + 1;
}

function without(nodes: Nodes, away: readonly number[]): Nodes {
  return away.length === 0 ? nodes : nodes.map((node, i) => (away.includes(i + 1) ? down : node));
}
