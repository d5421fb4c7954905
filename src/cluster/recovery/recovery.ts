/**
 * Whether a cluster comes back by itself: from a state of its nodes, all that was in flight being lost, is there a way of rounds to a good
 * state, in which it also serves? The states that rounds lead to are found once, and what is known of them stays known.
 *
 *     start   nodes as the search has found them; those that are down begin again, but for some that stay away (downs.ts)
 *     trap    a start from which no round leads out: the quiet states that can be reached from it are closed, and none is good
 */
import type { CallMonitor } from '../callmonitor.ts';
import type { Guarded } from '../guarded.ts';
import type { Model } from '../model.ts';
import type { NodeView } from '../view.ts';
import { RecoveryCore } from './core.ts';
import { absences, mayStayAway } from './downs.ts';
import { isMember, leaderOf, missingIn } from './good.ts';
import { down, type Quiet, type Round, Rounds, type Timer } from './rounds.ts';
import { type Chance, chancesIn, type Help } from './timers.ts';

/** A quiet state of a trap: what it lacks, and where each chance leads. */
export interface TrapState {
  readonly nodes: readonly (NodeView | null)[];
  readonly missing: string;
  /** `leads`: to which state of the trap; 'never': a round without end; 'beyond': to a term above the bound. */
  readonly rounds: readonly { readonly chance: Chance; readonly leads: number | 'never' | 'beyond' }[];
}

export interface Trap {
  /** Ids of the nodes that stay away. */
  readonly away: readonly number[];
  readonly states: readonly TrapState[];
  /** False: a term above the bound was reached, and what follows is not known. */
  readonly conclusive: boolean;
  /** Whether it stays closed where every timer may fire at any time. */
  readonly evenWithAllHelp: boolean;
}

/** Terms above that of the model that rounds may reach. */
export const spareTerms = 4;

interface Way {
  readonly chance: Chance;
  readonly leads: Quiet | 'never' | 'beyond';
}

export class Recovery<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #rounds: Rounds<S, M>;
  readonly #model: Model;
  /** By help and quiet state: whether a good one can be reached. */
  readonly #known: Readonly<Record<Help, Map<string, boolean>>> = { timely: new Map(), all: new Map() };
  readonly #missing = new Map<string, string | null>();
  readonly #absences: readonly (readonly number[])[];

  constructor(adapter: Guarded<S, M>, model: Model, monitor: CallMonitor | null) {
    this.#core = new RecoveryCore(adapter, monitor);
    this.#model = model;
    this.#absences = absences(model.nodes, model.downForGood);
    this.#rounds = new Rounds(
      this.#core,
      model.storage === 'async',
      (model.bounds['max-term'] ?? 0) + spareTerms,
    );
  }

  /** The id under which a node's state is known here. */
  id(state: S): number {
    return this.#core.id(state);
  }

  /** Whether the cluster comes back from nodes in these states, whichever may stay away. */
  comesBack(nodes: Quiet): boolean {
    return this.#stuckWithout(nodes) === null;
  }

  /** The ids of the nodes that stay away where it does not come back; null: it does. */
  #stuckWithout(nodes: Quiet): readonly number[] | null {
    const views = nodes.map((node) => this.#core.view(this.#rounds.awake(node)));
    const stuck = this.#absences.find((away) => {
      if (!mayStayAway(away, views, this.#model)) return false;
      const begun = this.#rounds.begin(without(nodes, away));
      return begun.ends !== 'quiet' || !this.#reachesGood(begun.nodes, 'timely');
    });
    return stuck ?? null;
  }

  /** Why it does not. Throws where it does. */
  trapOf(nodes: Quiet): Trap {
    const away = this.#stuckWithout(nodes)!;
    const left = without(nodes, away);
    const begun = this.#rounds.begin(left);
    const from = begun.ends === 'quiet' ? begun.nodes : left;
    const closed = this.#closure(from);
    const places = new Map(closed.map((quiet, k) => [String(quiet), k]));
    const states = closed.map((quiet) => ({
      nodes: quiet.map((node) => (node === down ? null : this.#core.view(node))),
      missing: this.#missingIn(quiet)!,
      rounds: this.#waysFrom(quiet).map(({ chance, leads }) => ({
        chance,
        leads: typeof leads === 'string' ? leads : places.get(String(leads))!,
      })),
    }));
    return {
      away,
      states,
      conclusive: states.every(({ rounds }) => rounds.every(({ leads }) => leads !== 'beyond')),
      evenWithAllHelp: !this.#reachesGood(from, 'all'),
    };
  }

  /** Goes on with the first round that leads to something new, and comes back where none does: the likely ones come first. */
  #reachesGood(from: Quiet, help: Help): boolean {
    const known = this.#known[help];
    const begun = known.get(String(from));
    if (begun !== undefined) return begun;
    const met = new Set([String(from)]);
    const path = [this.#branch(from, help)];
    while (path.length > 0) {
      const { quiet, chances } = path.at(-1)!;
      if (known.get(String(quiet)) === true || this.#missingIn(quiet) === null) {
        // All on the way to it can reach it.
        for (const { quiet: before } of path) known.set(String(before), true);
        return true;
      }
      const chance = chances.shift();
      if (chance === undefined) {
        path.pop();
        continue;
      }
      const leads = this.#take(quiet, chance);
      if (leads === null || typeof leads === 'string' || met.has(String(leads))) continue;
      met.add(String(leads));
      path.push(this.#branch(leads, help));
    }
    for (const quiet of met) known.set(quiet, false);
    return false;
  }

  #branch(quiet: Quiet, help: Help): { readonly quiet: Quiet; readonly chances: Chance[] } {
    return { quiet, chances: chancesIn(quiet, (node) => this.#core.view(node), this.#model, help) };
  }

  /** All that can be reached, in the order of rounds. */
  #closure(from: Quiet): Quiet[] {
    const seen = new Set([String(from)]);
    const all = [from];
    for (const quiet of all) {
      for (const { leads } of this.#waysFrom(quiet)) {
        if (typeof leads === 'string' || seen.has(String(leads))) continue;
        seen.add(String(leads));
        all.push(leads);
      }
    }
    return all;
  }

  #waysFrom(quiet: Quiet): readonly Way[] {
    return this.#branch(quiet, 'timely').chances.flatMap((chance): Way[] => {
      const leads = this.#take(quiet, chance);
      return leads === null || String(leads) === String(quiet) ? [] : [{ chance, leads }];
    });
  }

  /** Where the chance leads; null: it is none. */
  #take(quiet: Quiet, { node, inputs }: Chance): Way['leads'] | null {
    if (inputs === 'off') return quiet.map((one, i) => (i + 1 === node ? down : one));
    const round = this.#rounds.fire(quiet, { node, inputs });
    return round?.ends === 'quiet' ? round.nodes : (round?.ends ?? null);
  }

  /** What is missing of a good state that serves, or null. */
  #missingIn(quiet: Quiet): string | null {
    const key = String(quiet);
    const known = this.#missing.get(key);
    if (known !== undefined) return known;
    const found = missingIn(this.#upIn(quiet)) ?? this.#refuses(quiet);
    this.#missing.set(key, found);
    return found;
  }

  #upIn(quiet: Quiet): NodeView[] {
    return quiet.filter((node) => node !== down).map((node) => this.#core.view(node));
  }

  /** What it does not serve, though it looks good; null: it serves all that the model knows. */
  #refuses(quiet: Quiet): string | null {
    const leader = leaderOf(this.#upIn(quiet))!;
    return (
      this.#refusesProposals(quiet, leader) ??
      this.#refusesReads(quiet, leader) ??
      this.#refusesTransfers(quiet, leader)
    );
  }

  #refusesProposals(quiet: Quiet, leader: NodeView): string | null {
    if (this.#model.bounds['max-proposals'] === 0) return null;
    const asked = this.#served(quiet, { node: leader.id, inputs: [{ kind: 'propose', data: 'probe' }] });
    if (asked === null) return `n${leader.id} takes no proposal`;
    const nodes = asked.ends === 'quiet' ? this.#upIn(asked.nodes) : [];
    const now = nodes.find(({ id }) => id === leader.id);
    const done = now !== undefined && now.commit > leader.commit && missingIn(nodes) === null;
    return done ? null : 'a proposal is not committed everywhere';
  }

  #refusesReads(quiet: Quiet, leader: NodeView): string | null {
    if ((this.#model.bounds['max-reads'] ?? 0) === 0) return null;
    for (const { id } of this.#upIn(quiet)) {
      if (!isMember(id, leader)) continue;
      const asked = this.#served(quiet, { node: id, inputs: [{ kind: 'read', context: 'probe' }] });
      const reads = asked?.ends === 'quiet' ? asked.reads : [];
      if (!reads.some(({ context, node }) => context === 'probe' && node === id))
        return `a read asked at n${id} is not answered`;
    }
    return null;
  }

  #refusesTransfers(quiet: Quiet, leader: NodeView): string | null {
    if (this.#model.bounds['max-transfers'] === 0) return null;
    for (const { id } of this.#upIn(quiet)) {
      if (id === leader.id || !leader.config.voters.includes(id)) continue;
      const asked = this.#served(quiet, { node: leader.id, inputs: [{ kind: 'transfer', transferee: id }] });
      const now = asked?.ends === 'quiet' ? leaderOf(this.#upIn(asked.nodes)) : null;
      if (now?.id !== id) return `a transfer to n${id} does not make it leader`;
    }
    return null;
  }

  /** A question, and two heartbeats of whoever leads then; null where it is refused. */
  #served(quiet: Quiet, question: Timer): Round | null {
    let round = this.#rounds.fire(quiet, question);
    for (let beat = 0; beat < 2 && round?.ends === 'quiet'; beat++) {
      const leader = leaderOf(this.#upIn(round.nodes));
      if (leader === null) return round;
      const next = this.#rounds.fire(round.nodes, { node: leader.id, inputs: [{ kind: 'heartbeat' }] });
      if (next?.ends !== 'quiet') return next;
      round = { ...next, reads: [...round.reads, ...next.reads] };
    }
    return round;
  }
}

function without(nodes: Quiet, away: readonly number[]): Quiet {
  return nodes.map((node, i) => (away.includes(i + 1) ? down : node));
}
