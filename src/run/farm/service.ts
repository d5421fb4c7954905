/** What an owner of a farm (explore/farm/owner.ts) answers, whoever asks it: in this process, or through pipes (serve.ts). */
import { UserError } from '../../base/usererror.ts';
import { scratchFile } from '../../base/write.ts';
import { partKinds } from '../../cluster/portable.ts';
import type { ReductionName } from '../../cluster/reduce/names.ts';
import type { Findings } from '../../cluster/reduce/reduce.ts';
import { Owner, type OwnerMemory } from '../../explore/farm/owner.ts';
import type { SearchOptions } from '../../explore/system.ts';
import type { Hasher } from '../../spec/hasher.ts';
import type { Spec } from '../../spec/spec.ts';
import type { DiskFiles } from '../diskfiles.ts';
import { type memoryOfOne, statesInMemory } from '../memoryofone.ts';
import { notesOf } from '../notes.ts';
import { optionsOf, type Prepared } from '../searched.ts';
import { levelFile, openLevel, writeFile } from './levelfiles.ts';
import {
  type Answer,
  type Expanded,
  joinRuns,
  type Message,
  message,
  type Request,
  type RowsMade,
  runsOf,
  type Told,
  type Within,
} from './messages.ts';
import { asTrouble, isFull } from './trouble.ts';

type Part = ReturnType<typeof openLevel>;

/** What an owner is made of. */
export interface OwnerParts {
  readonly prepared: Prepared;
  readonly options: SearchOptions;
  readonly memory: OwnerMemory;
  readonly hasher: Hasher;
}

/** Bytes of rows that are sorted together. */
const sortedBytes = 1 << 26;
/** The memory of one owner, and what it is made of besides. */
export function ownerParts(
  prepared: Prepared,
  spec: Spec,
  disk: DiskFiles,
  out: string,
  memory: ReturnType<typeof memoryOfOne>,
  hasher: Hasher,
): OwnerParts {
  const { compiled, ledger, store } = memory;
  return {
    prepared,
    options: optionsOf(spec),
    hasher,
    memory: {
      disk,
      scratch: () => scratchFile(out),
      store,
      inMemory: statesInMemory(spec),
      sorted: sortedBytes,
      tables: ledger,
      compiled,
    },
  };
}

export class OwnerService {
  readonly owner: Owner;
  readonly #parts: OwnerParts;
  readonly #me: number;
  readonly #owners: number;
  readonly #folder: string;
  readonly #levels: Part[] = [];

  /** Throws a UserError where a level is not as it was written. */
  constructor(parts: OwnerParts, { me, owners, folder, levels }: Extract<Request, { do: 'begin' }>) {
    const { prepared, options, memory, hasher } = parts;
    this.#parts = parts;
    this.#me = me;
    this.#owners = owners;
    this.#folder = folder;
    this.owner = new Owner(prepared.system, prepared.portable, options, memory, me, owners);
    for (const facts of levels) this.#add(openLevel(folder, facts, hasher));
  }

  /** Yields how far it is, then its answer, or several. What is wrong with what it reads is told as `refused`. */
  *answer({ head, body }: Message<Request>): Generator<Message<Told | Answer>> {
    try {
      yield* this.#do(head, body);
    } catch (error) {
      if (isFull(error)) {
        yield message({ stopped: 'disk-full' });
        return;
      }
      const trouble = asTrouble(error, this.#folder);
      if (trouble === null) throw error;
      yield message({ refused: trouble });
    }
  }

  close(): void {
    this.owner.close();
    for (const part of this.#levels) part.close();
  }

  *#do(asked: Request, body: Uint8Array): Generator<Message<Told | Answer>> {
    switch (asked.do) {
      case 'learn':
        this.owner.numbers.learn(body);
        yield message({ done: null });
        return;
      case 'expand':
        yield* this.#expand(asked.level);
        return;
      case 'rows':
        this.owner.numbers.learn(body);
        yield* told(this.owner.send(), nothingWithin);
        yield message({ done: this.#rowsMade() });
        return;
      case 'give':
        for (const runs of this.owner.rowsFor(asked.to))
          yield message({ done: null, more: true }, joinRuns(runs));
        yield message({ done: null });
        return;
      case 'take':
        for (const run of runsOf(body)) this.owner.take(run);
        yield message({ done: null });
        return;
      case 'settle':
        yield message({ done: this.#settle(asked.level) });
        return;
      case 'parent': {
        const found = yield* told(this.owner.parentOf(asked.level, body), nothingWithin);
        yield message({ done: { parent: found !== null } }, found ?? new Uint8Array(0));
        return;
      }
      case 'begin':
        throw new UserError({ message: 'an owner begins once' });
    }
  }

  *#expand(level: number): Generator<Message<Told | Answer>> {
    for (const part of this.#levels.splice(level)) part.close();
    const { prepared } = this.#parts;
    const counted = yield* told(this.owner.expand(level), () => this.owner.within);
    const names = prepared.system.actionKinds;
    const done: Expanded = {
      ...counted,
      actions: Object.fromEntries(counted.actions.map((taken, kind) => [names[kind], taken])),
      notes: notesOf(prepared),
      stepCalls: prepared.stepCalls,
      refuted: prepared.reduced.findings().refuted,
    };
    const found = Object.values(prepared.reduced.findings().found).flat();
    const news = yield* told(
      this.owner.news((tell) => {
        for (const id of found) tell(partKinds.message, id);
      }),
      () => this.owner.within,
    );
    yield message({ done }, news);
  }

  #rowsMade(): RowsMade {
    const { found } = this.#parts.prepared.reduced.findings();
    const numbered = Object.entries(found).map(([name, ids]): [string, number[]] => [
      name,
      ids.map((id) => this.owner.numbers.numberOf(partKinds.message, id)),
    ]);
    const { broken } = this.owner;
    const text = (row: Uint8Array): string => Buffer.from(row).toString('base64');
    return {
      found: Object.fromEntries(numbered) as Partial<
        Record<ReductionName, number[]>
      > satisfies Findings['found'],
      broken: broken && {
        property: broken.property,
        depth: broken.depth,
        row: text(broken.row),
        next: broken.next && text(broken.next),
      },
    };
  }

  #settle(level: number) {
    const { hasher } = this.#parts;
    let states = 0;
    const file = levelFile(level, this.#me, this.#owners);
    const pieces = this.owner.settle((rows) => {
      states += rows;
    });
    const facts = { ...writeFile(this.#folder, file, pieces, hasher), states };
    this.#add(openLevel(this.#folder, facts, hasher));
    return facts;
  }

  #add(part: Part): void {
    this.#levels.push(part);
    this.owner.addLevel(part);
  }
}

/** Milliseconds between two words of how far it is. */
const often = 500;

const nothingWithin = (): Within => ({ expanded: 0, generated: 0, found: 0 });

/** Says now and then how far something is. */
function* told<Result>(
  running: Generator<number, Result>,
  within: () => Within,
): Generator<Message<Told>, Result> {
  let last = performance.now();
  for (;;) {
    const turn = running.next();
    if (turn.done) return turn.value;
    const now = performance.now();
    if (now - last < often) continue;
    last = now;
    yield message({ told: within() });
  }
}
