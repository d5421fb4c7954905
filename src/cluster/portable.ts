/**
 * States of a cluster for another process (explore/farm/portable.ts). Their parts are node states and messages, which another process
 * makes again by their origins (coreinterner.ts), and environments, which are told as they are. Cells and inboxes are no parts: of
 * them there are so many that to tell of them would be nearly all that is told.
 *
 *     cell           [ node | messages | message ... ]        of a bag in the order of their numbers
 *     environment    [ environment ]
 */
import { ByteReader, ByteWriter } from '../arrays/bytes.ts';
import type { Entry, Numbering, Portable, Ref, Words } from '../explore/farm/portable.ts';
import { initial, type Origin, otherTerms, renaming } from './coreinterner.ts';
import { Inboxes } from './inbox.ts';
import { networkOf } from './network/table.ts';
import type { Tables } from './tables.ts';

export const partKinds = { node: 0, message: 1, environment: 2 } as const;

/** How a part is made, the first of its plain integers. */
const how = { asItIs: 0, initially: 1, byAction: 2, byMessage: 3, renamed: 4, inOtherTerms: 5 } as const;

export function portableCluster<S, M>(tables: Tables<S, M>): Portable {
  return new PortableCluster(tables);
}

class PortableCluster<S, M> implements Portable {
  readonly kinds = 3;
  readonly #tables: Tables<S, M>;
  readonly #nodes: number;
  readonly #ordered: boolean;
  readonly #bytes = new ByteWriter();

  constructor(tables: Tables<S, M>) {
    this.#tables = tables;
    this.#nodes = tables.model.nodes;
    this.#ordered = networkOf(tables.model).ordered;
  }

  tableOf(column: number): number {
    return column === this.#nodes ? 1 : 0;
  }

  parts(column: number, value: number, tell: (kind: number, id: number) => void): void {
    if (column === this.#nodes) {
      tell(partKinds.environment, value);
      return;
    }
    const { cells, inboxes } = this.#tables;
    tell(partKinds.node, cells.node(value));
    for (const message of inboxes.messages(cells.inbox(value))) tell(partKinds.message, message);
  }

  write(column: number, value: number, numberOf: Numbering, out: number[]): void {
    if (column === this.#nodes) {
      out.push(numberOf(partKinds.environment, value));
      return;
    }
    const { cells, inboxes } = this.#tables;
    const messages = inboxes
      .messages(cells.inbox(value))
      .slice()
      .map((message) => numberOf(partKinds.message, message));
    if (!this.#ordered) messages.sort();
    out.push(numberOf(partKinds.node, cells.node(value)), messages.length, ...messages);
  }

  read(column: number, words: Words, idOf: Numbering): number {
    if (column === this.#nodes) return idOf(partKinds.environment, words.next());
    const { cells, inboxes } = this.#tables;
    const node = idOf(partKinds.node, words.next());
    let inbox: number = Inboxes.empty;
    for (let left = words.next(); left > 0; left--)
      inbox = inboxes.add(inbox, idOf(partKinds.message, words.next()));
    return cells.of(node, inbox);
  }

  entry(kind: number, id: number): Entry {
    if (kind === partKinds.environment)
      return { kind, key: this.#environmentKey(id), refs: [], plain: [how.asItIs] };
    const { interner, locals, termMaps } = this.#tables;
    const isNode = kind === partKinds.node;
    const key = (isNode ? interner.nodeBytes(id) : interner.messageBytes(id)).slice();
    const [a, b, c] = isNode ? interner.nodeOrigin(id) : interner.messageOrigin(id);
    if (a === initial) return { kind, key, refs: [], plain: [how.initially, b] };
    if (a === renaming) return { kind, key, refs: [{ kind, id: b }], plain: [how.renamed, c] };
    if (a === otherTerms) {
      const { from: lowest, raised, below } = termMaps!.get(c);
      return { kind, key, refs: [{ kind, id: b }], plain: [how.inOtherTerms, lowest, raised, ...below] };
    }
    const node: Ref = { kind: partKinds.node, id: a };
    if (b < locals.length) return { kind, key, refs: [node], plain: [how.byAction, b, c] };
    const message: Ref = { kind: partKinds.message, id: b - locals.length };
    return { kind, key, refs: [node, message], plain: [how.byMessage, c] };
  }

  learn({ kind, key, refs, plain }: Entry): number {
    if (kind === partKinds.environment) return this.#learnEnvironment(key);
    const { interner } = this.#tables;
    const origin = this.#origin(refs, plain);
    return kind === partKinds.node ? interner.learnNode(key, origin) : interner.learnMessage(key, origin);
  }

  #origin([first, second]: readonly Ref[], [made, ...rest]: readonly number[]): Origin {
    switch (made) {
      case how.initially:
        return [initial, rest[0], 0];
      case how.byAction:
        return [first.id, rest[0], rest[1]];
      case how.byMessage:
        return [first.id, this.#tables.locals.length + second.id, rest[0]];
      case how.renamed:
        return [renaming, first.id, rest[0]];
      case how.inOtherTerms: {
        const [from, raised, ...below] = rest;
        return [otherTerms, first.id, this.#tables.termMaps!.id({ from, raised, below })];
      }
      default:
        throw new RangeError(`a part is made in no way that is known: ${made}`);
    }
  }

  #environmentKey(env: number): Uint8Array {
    const { environments, ghosts } = this.#tables;
    const { counters, ghost } = environments.contents(env);
    this.#bytes.reset();
    for (const counter of counters) this.#bytes.uint(counter);
    for (const unit of ghosts.text(ghost)) this.#bytes.uint(unit);
    return this.#bytes.bytes().slice();
  }

  #learnEnvironment(key: Uint8Array): number {
    const { environments, ghosts, limits } = this.#tables;
    const reader = new ByteReader(key);
    const counters = limits.map(() => reader.uint());
    const text: number[] = [];
    while (reader.more) text.push(reader.uint());
    return environments.learn(ghosts.learn(text), counters);
  }
}
