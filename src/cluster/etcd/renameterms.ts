/**
 * The same node or message in a cluster whose terms have other numbers: every field of every record that holds a term. What
 * relative terms (reduce/terms.ts) rest on is that the core cannot tell the difference.
 *
 * The walk goes by the names of fields, as encode.ts goes by all of them: a list of places written by hand forgets the next one.
 */
import { type Map as ImmutableMap, isList, isMap, type List } from 'immutable';
import type { Message } from '../../raft/pb.ts';
import { type Record, shapeOf, valuesOf } from '../../raft/record.ts';
import type { RenameTerm } from '../terms.ts';
import type { Node } from './node.ts';

/** The fields that hold a term, in whatever record; 0 there is no term. */
const ofTerms: ReadonlySet<string> = new Set(['term', 'logTerm']);

export function renameNodeTerms(node: Node, rename: RenameTerm): Node {
  return new Walk(rename).of(node);
}

export function renameMessageTerms(message: Message, rename: RenameTerm): Message {
  return new Walk(rename).of(message);
}

class Walk {
  readonly #rename: RenameTerm;
  /** What stands in two places, as the storage does, is one thing afterwards too. */
  readonly #known = new Map<object, unknown>();

  constructor(rename: RenameTerm) {
    this.#rename = rename;
  }

  /** Where no term changes, the thing itself. */
  of<Thing>(thing: Thing): Thing {
    if (typeof thing !== 'object' || thing === null) return thing;
    const known = this.#known.get(thing);
    if (known !== undefined) return known as Thing;
    const made = this.#renamed(thing);
    this.#known.set(thing, made);
    return made as Thing;
  }

  #renamed(thing: object): unknown {
    const shape = shapeOf(thing);
    if (shape !== null) return this.#record(thing as Record<object>, shape.keys);
    if (isList(thing)) return this.#list(thing);
    return isMap(thing) ? this.#map(thing) : thing;
  }

  #record(record: Record<object>, keys: readonly string[]): object {
    const values = valuesOf(record);
    const changed: { [key: string]: unknown } = {};
    for (const [k, key] of keys.entries()) {
      const value = values[k];
      changed[key] = ofTerms.has(key) ? this.#term(value as number) : this.of(value);
    }
    return record.merge(changed);
  }

  #term(term: number): number {
    return term === 0 ? 0 : this.#rename(term);
  }

  #list(list: List<unknown>): List<unknown> {
    const made = list.map((value) => this.of(value));
    return made.every((value, k) => value === list.get(k)) ? list : made;
  }

  #map(map: ImmutableMap<unknown, unknown>): ImmutableMap<unknown, unknown> {
    const made = map.map((value) => this.of(value));
    return made.every((value, key) => value === map.get(key)) ? map : made;
  }
}
