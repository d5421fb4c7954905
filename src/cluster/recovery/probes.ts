/** What a state that looks good is asked: whether it serves, all that the model knows of. */
import type { LocalInput } from '../action.ts';
import type { Model } from '../model.ts';
import type { NodeView } from '../view.ts';
import type { RecoveryCore } from './core.ts';
import { leaderOf, membersOf, missingIn } from './good.ts';
import { hasQuorum } from './harms.ts';
import type { Quiets } from './quiets.ts';
import type { Round, Rounds } from './rounds.ts';

/** What has come of a question so far: the nodes that are up, and reads that were answered. */
interface Answer {
  readonly up: readonly NodeView[];
  readonly reads: Extract<Round, { ends: 'quiet' }>['reads'];
}

/** Heartbeats that a question may take. */
const beats = 2;

export class Probes<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #rounds: Rounds<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #model: Model;
  readonly #heartbeat: number;

  constructor(core: RecoveryCore<S, M>, quiets: Quiets<S, M>, rounds: Rounds<S, M>, model: Model) {
    this.#core = core;
    this.#rounds = rounds;
    this.#model = model;
    this.#quiets = quiets;
    this.#heartbeat = core.input({ kind: 'heartbeat' });
  }

  /** What a quiet state that lacks nothing else does not serve; null: it serves all. */
  refused(quiet: number): string | null {
    const up = this.#quiets.up(quiet);
    const leader = leaderOf(up)!;
    const members = membersOf(leader, up, this.#quiets.cuts(quiet));
    return (
      this.#refusedProposals(quiet, leader) ??
      this.#refusedReads(quiet, members) ??
      this.#refusedTransfers(quiet, members, leader)
    );
  }

  #refusedProposals(quiet: number, leader: NodeView): string | null {
    if (this.#model.bounds['max-proposals'] === 0) return null;
    const cuts = this.#quiets.cuts(quiet);
    const isCommitted = ({ up }: Answer): boolean => {
      const now = up.find(({ id }) => id === leader.id);
      return now !== undefined && now.commit > leader.commit && missingIn(up, cuts) === null;
    };
    const served = this.#serves(quiet, leader.id, { kind: 'propose', data: 'probe' }, isCommitted);
    if (served === null) return `n${leader.id} takes no proposal`;
    return served ? null : 'a proposal is not committed everywhere';
  }

  #refusedReads(quiet: number, members: readonly NodeView[]): string | null {
    if ((this.#model.bounds['max-reads'] ?? 0) === 0) return null;
    const context = 'probe';
    for (const { id } of members) {
      const isAnswered = ({ reads }: Answer): boolean =>
        reads.some((read) => read.context === context && read.node === id);
      if (this.#serves(quiet, id, { kind: 'read', context }, isAnswered) !== true)
        return `a read asked at n${id} is not answered`;
    }
    return null;
  }

  #refusedTransfers(quiet: number, members: readonly NodeView[], leader: NodeView): string | null {
    if (this.#model.bounds['max-transfers'] === 0) return null;
    for (const { id } of members) {
      if (id === leader.id || !leader.config.voters.includes(id) || !this.#mayLead(quiet, id, leader))
        continue;
      const hasTaken = (answer: Answer): boolean => leaderOf(answer.up)?.id === id;
      if (this.#serves(quiet, leader.id, { kind: 'transfer', transferee: id }, hasTaken) !== true)
        return `a transfer to n${id} does not make it leader`;
    }
    return null;
  }

  /** Whether it can speak with a quorum. */
  #mayLead(quiet: number, id: number, leader: NodeView): boolean {
    const cuts = this.#quiets.cuts(quiet);
    const heard = this.#quiets
      .up(quiet)
      .map((node) => node.id)
      .filter((other) => cuts.joins(id, other));
    return hasQuorum(leader, [heard]);
  }

  /** Whether what is asked is done at once, or with a few heartbeats of whoever leads then. Null: it is refused. */
  #serves(
    quiet: number,
    node: number,
    input: LocalInput,
    isDone: (answer: Answer) => boolean,
  ): boolean | null {
    const asked = this.#rounds.fire(quiet, { node, inputs: [this.#core.input(input)] });
    if (asked === null) return null;
    let [round, reads]: [Round | null, Answer['reads']] = [asked, []];
    for (let beat = 0; round?.ends === 'quiet'; beat++) {
      const up = this.#quiets.up(round.quiet);
      reads = [...reads, ...round.reads];
      if (isDone({ up, reads })) return true;
      const leader = leaderOf(up);
      if (leader === null || beat === beats) return false;
      round = this.#rounds.fire(round.quiet, { node: leader.id, inputs: [this.#heartbeat] });
    }
    return false;
  }
}
