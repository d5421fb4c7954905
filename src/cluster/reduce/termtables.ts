/** What relative terms (terms.ts) may ask about ids: as ReductionTables, slow and without a memo. */

import { ByteWriter } from '../../arrays/bytes.ts';
import type { StepResult } from '../adapter.ts';
import type { Tables } from '../tables.ts';
import { type RenameTerm, renamerOf, type TermMap, termsOf } from '../terms.ts';

/** An input of a node state: see Steps. */
export interface TermPair {
  readonly nodeId: number;
  readonly input: number;
}

export interface TermTables {
  /** The lowest term that a node is in. */
  lowest(nodeId: number): number;
  /** All terms in it, in whatever order. */
  ofNode(nodeId: number): readonly number[];
  ofMessage(message: number): readonly number[];
  ofEnvironment(env: number): readonly number[];
  /** The id of a renaming. */
  map(map: TermMap): number;
  /** Null: it cannot be given other terms. */
  renameNode(nodeId: number, map: number): number | null;
  renameMessage(message: number, map: number): number | null;
  renameEnvironment(env: number, map: number): number;
  /** How the step of a renamed pair is not the step renamed; null: it is. */
  difference(pair: TermPair, renamed: TermPair, map: number): string | null;
}

/** Null: terms keep their numbers. */
export function termTables<S, M>(tables: Tables<S, M>): TermTables | null {
  const { termMaps, interner, ghosts, environments } = tables;
  if (termMaps === null) return null;
  const comparison = new Comparison(tables);
  return {
    lowest: (nodeId) => termsOf(interner.nodeView(nodeId))[0],
    ofNode: (nodeId) => interner.termsOfNode(nodeId),
    ofMessage: (message) => interner.termsOfMessage(message),
    ofEnvironment: (env) => ghosts.terms(environments.ghost(env)),
    map: (map) => termMaps.id(map),
    renameNode: (nodeId, map) => interner.renameNodeTerms(nodeId, map),
    renameMessage: (message, map) => interner.renameMessageTerms(message, map),
    renameEnvironment: (env, map) => {
      const ghost = ghosts.renameTerms(environments.ghost(env), renamerOf(termMaps.get(map)));
      return environments.witness(env, ghost);
    },
    difference: (pair, renamed, map) => comparison.difference(pair, renamed, renamerOf(termMaps.get(map))),
  };
}

class Comparison<S, M> {
  readonly #tables: Tables<S, M>;
  readonly #out = new ByteWriter();

  constructor(tables: Tables<S, M>) {
    this.#tables = tables;
  }

  difference(pair: TermPair, renamed: TermPair, rename: RenameTerm): string | null {
    const { core, interner } = this.#tables;
    const made = core.take(pair.nodeId, pair.input);
    const found = core.take(renamed.nodeId, renamed.input);
    if (this.#text(made, rename) === this.#text(found, null)) return null;
    const [one, other] = [interner.nodeView(pair.nodeId), interner.nodeView(renamed.nodeId)];
    const action = core.action(one.id, pair.input);
    const what = 'message' in action ? action.message.type : action.kind;
    return `n${one.id} makes something else of ${what} in term ${other.term} than in term ${one.term}`;
  }

  /** All that a step makes, as text; under other numbers of the terms where `rename` is given. */
  #text(made: StepResult<S, M> | null, rename: RenameTerm | null): string | null {
    if (made === null) return null;
    const { adapter } = this.#tables;
    const state = rename === null ? made.state : adapter.renameTerms(made.state, rename);
    const messages = made.messages.map((message) =>
      rename === null ? message : adapter.renameMessageTerms(message, rename),
    );
    const texts = messages.map((message) =>
      message === null ? 'none' : this.#bytes((out) => adapter.encodeMessage(message, out)),
    );
    const next = state === null ? 'none' : this.#bytes((out) => adapter.encode(state, out));
    return JSON.stringify([next, texts, made.reads]);
  }

  #bytes(write: (out: ByteWriter) => void): string {
    this.#out.reset();
    write(this.#out);
    return Buffer.from(this.#out.bytes()).toString('base64');
  }
}
