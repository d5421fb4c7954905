/**
 * What recovery (recovery.ts) is asked by ids of the search: it begins when it is first asked, and knows nodes under ids of its own.
 */
import type { CallMonitor } from '../callmonitor.ts';
import type { ReductionTables } from '../reduce/tables.ts';
import type { Tables } from '../tables.ts';
import type { NodeView } from '../view.ts';
import { Recovery, type RecoveryQuestion } from './recovery.ts';
import { type Told, tellTrap, tellUnanswered } from './words.ts';

export class RecoveryAsked<S, M> {
  readonly #tables: Pick<Tables<S, M>, 'model' | 'adapter' | 'interner'>;
  readonly #reductions: Pick<ReductionTables, 'representNodes'>;
  readonly #monitor: CallMonitor | null;
  #recovery: Recovery<S, M> | null = null;
  /** By node id: the one under which recovery knows it. */
  readonly #known: number[] = [];

  constructor(
    tables: Pick<Tables<S, M>, 'model' | 'adapter' | 'interner'>,
    reductions: Pick<ReductionTables, 'representNodes'>,
    monitor: CallMonitor | null,
  ) {
    this.#tables = tables;
    this.#reductions = reductions;
    this.#monitor = monitor;
  }

  /** Kept with the core's answers, where those are. */
  judge(question: RecoveryQuestion, nodeIds: Int32Array): 'held' | 'irrelevant' | 'broken' {
    const judge = () => this.#begun().judge(question, this.#startOf(nodeIds));
    const { judged } = this.#tables.adapter;
    if (judged === undefined) return judge();
    // Up to names it is another question: of a core that tells names apart the answers are others.
    const asked = this.#reductions.representNodes === null ? question : `${question} up to names`;
    const states = [...nodeIds].map((nodeId) => this.#tables.interner.state(nodeId));
    return judged(asked, states, judge);
  }

  tell(question: RecoveryQuestion, nodes: readonly NodeView[]): Told | null {
    const recovery = this.#begun();
    const nodeIds = Int32Array.from(nodes, (node) => this.#tables.interner.idOf(node));
    // Under these names, or under those that stand for all.
    const starts = [this.#ids(nodeIds), this.#startOf(nodeIds)];
    const start = starts.find((one) => recovery.judge(question, one) === 'broken');
    if (start === undefined) return null;
    return question === 'return'
      ? tellTrap(recovery.trapOf(start))
      : tellUnanswered(recovery.unanswered(question, start));
  }

  /** Where recovery begins: nodes under the names that stand for all that may be exchanged. */
  #startOf(nodeIds: Int32Array): Int32Array {
    const { representNodes } = this.#reductions;
    if (representNodes === null) return this.#ids(nodeIds);
    const represented = nodeIds.slice();
    representNodes(represented);
    return this.#ids(represented);
  }

  #begun(): Recovery<S, M> {
    this.#recovery ??= new Recovery(this.#tables.adapter, this.#tables.model, this.#monitor);
    return this.#recovery;
  }

  #ids(nodeIds: Int32Array): Int32Array {
    return nodeIds.map((nodeId) => this.#id(nodeId));
  }

  #id(nodeId: number): number {
    this.#known[nodeId] ??= this.#begun().id(this.#tables.interner.state(nodeId));
    return this.#known[nodeId];
  }
}
