/**
 * The head of a farm: it leads all owners through a search, level by level, and writes down what was found after each. Numbers of
 * parts are its business alone (explore/farm/dictionary.ts). A level counts once all have settled it: where an owner is lost before
 * that, another one takes its place, and the level is done again by all.
 *
 *     expand      all expand their own states, and tell what has no number yet
 *     rows        all hear of what is new, and make rows
 *     exchange    rows go to whom they belong to
 *     settle      all say how many states of the level are their own
 *
 * The first levels are small: one owner in this process finds them, until there are enough states to deal out.
 */
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../base/usererror.ts';
import type { Refutation } from '../../cluster/reduce/premise.ts';
import { Dictionary } from '../../explore/farm/dictionary.ts';
import type { Progress, StopReason } from '../../explore/system.ts';
import { progressOf, type Totals } from '../../explore/totals.ts';
import type { Hasher } from '../../spec/hasher.ts';
import { Ended, type Engine, Lost } from './engine.ts';
import { dictionaryFile, readWhole, writeFile } from './levelfiles.ts';
import {
  type Expanded,
  type Hello,
  type Message,
  message,
  type PartFacts,
  type Request,
  type RowsMade,
  type Within,
} from './messages.ts';
import type { Counted, LevelRecord } from './record.ts';
import { oneForEach, sum, sums, sumsByName, united } from './sums.ts';

/** Times that a level is done again because an owner was lost. */
const mostAttempts = 20;
/** Milliseconds between two looks of whoever drives the search. */
const look = 50;

export interface HeadOptions {
  readonly folder: string;
  readonly hasher: Hasher;
  readonly kinds: number;
  /** What actions are counted by, those of these names among them. */
  actionKinds(named: readonly string[]): readonly string[];
  readonly refuted: readonly Refutation[];
  /** Throws a UserError for an owner that is another one than was asked for. */
  judge(hello: Hello): void;
  remark(text: string): void;
}

const noCounts: Counted = {
  levels: [],
  deadlocks: 0,
  actions: {},
  cuts: [],
  stepCalls: 0,
  notes: [],
  found: {},
  refuted: [],
  broken: null,
};

export class Head {
  counted: Counted;
  #engine: Engine;
  readonly #options: HeadOptions;
  readonly #dictionary: Dictionary;
  /** What the dictionary has added in levels that do not count yet. */
  #pending: Uint8Array[] = [];
  /** By owner that is there: what it has judged, and how often it has asked the core, in levels that count. */
  #notes: (readonly number[])[] = [];
  #calls: number[] = [];
  /** By owner, how far it is with the level that is being found. */
  #within: Within[] = [];

  /** `counted`: what was found before. Throws a UserError where its files are damaged. */
  constructor(engine: Engine, options: HeadOptions, counted: Counted = noCounts) {
    this.#engine = engine;
    this.#options = options;
    this.counted = counted;
    this.#dictionary = new Dictionary(options.kinds);
    for (const slice of this.#slices()) this.#dictionary.number(slice);
    this.#dictionary.takeAdded();
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** How many levels count. */
  get levels(): number {
    return this.counted.levels.length;
  }

  get distinct(): number {
    return sum(this.counted.levels.map(({ distinct }) => distinct));
  }

  get last(): LevelRecord | null {
    return this.counted.levels.at(-1) ?? null;
  }

  get totals(): Totals {
    const { levels, deadlocks, actions, cuts } = this.counted;
    const bytes = levels.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.bytes, 0);
    return {
      levels: levels.map(({ distinct, generated }, depth) => ({ depth, distinct, generated })),
      distinct: this.distinct,
      generated: levels.reduce((sum, { generated }) => sum + generated, 0),
      frontier: this.last?.distinct ?? 0,
      deadlocks,
      storeBytes: bytes,
      actions: this.#options.actionKinds(Object.keys(actions)).map((name) => actions[name] ?? 0),
      cuts,
    };
  }

  /** Where an owner's share of what was counted before stands: its notes and calls are of this run. */
  get notes(): readonly number[] {
    return sums([this.counted.notes, ...this.#notes]);
  }

  get stepCalls(): number {
    return sum([this.counted.stepCalls, ...this.#calls]);
  }

  /** What is to be written down. */
  get record(): Counted {
    return { ...this.counted, notes: [...this.notes], stepCalls: this.stepCalls };
  }

  /** All that the dictionary has, a level at a time. */
  *#slices(): Generator<Uint8Array> {
    const { folder, hasher } = this.#options;
    for (const { dictionary } of this.counted.levels) yield readWhole(folder, dictionary, hasher);
    yield* this.#pending;
  }

  slices(): Iterable<Uint8Array> {
    return this.#slices();
  }

  /** Other owners take over; they have begun nothing. `parts`: of each level, by owner. */
  async *takeOver(
    engine: Engine,
    hellos: readonly Hello[],
    parts: readonly (readonly PartFacts[])[],
  ): AsyncGenerator<Progress, void, StopReason | null> {
    for (const owner of this.#notes.keys()) this.#forget(owner);
    this.#engine = engine;
    const { levels } = this.counted;
    this.counted = {
      ...this.counted,
      levels: levels.map((level, depth) => ({ ...level, parts: [...parts[depth]] })),
    };
    for (const hello of hellos) this.#options.judge(hello);
    yield* this.#begin(hellos.map((_, owner) => owner));
  }

  /** Has owners begin that have not, and again where some are lost meanwhile. */
  async *#begin(owners: readonly number[]): AsyncGenerator<Progress, void, StopReason | null> {
    let left = owners;
    for (let attempt = 0; left.length > 0; attempt++) {
      const beginning = Promise.allSettled(left.map((owner) => this.#beginOne(owner)));
      const lost = this.#lostOf(yield* this.#during(beginning));
      if (lost === null) return;
      if (attempt >= mostAttempts) throw tooOften(lost);
      left = lost.owners;
      yield* this.#replaceAll(left);
    }
  }

  async #beginOne(me: number): Promise<void> {
    const { folder, refuted } = this.#options;
    const levels = this.counted.levels.map(({ parts }) => parts[me]);
    await this.#engine.ask(
      me,
      message({ do: 'begin', me, owners: this.#engine.owners, folder, levels, refuted } as const),
    );
    for (const slice of this.#slices()) await this.#engine.ask(me, message({ do: 'learn' } as const, slice));
  }

  async *#replaceAll(owners: readonly number[]): AsyncGenerator<Progress, void, StopReason | null> {
    let left = owners;
    for (let attempt = 0; left.length > 0; attempt++) {
      const replacing = Promise.allSettled(left.map((owner) => this.#replace(owner)));
      const lost = this.#lostOf(yield* this.#during(replacing));
      if (lost !== null && attempt >= mostAttempts) throw tooOften(lost);
      left = lost?.owners ?? [];
    }
  }

  async #replace(owner: number): Promise<void> {
    this.#options.judge(await this.#engine.revive(owner));
  }

  /** What a lost owner had counted stays; one that is lost before its first level has counted nothing. */
  #forget(owner: number): void {
    if (this.#notes[owner] === undefined) return;
    const { notes, stepCalls } = this.counted;
    this.counted = {
      ...this.counted,
      notes: sums([notes, this.#notes[owner] ?? []]),
      stepCalls: stepCalls + (this.#calls[owner] ?? 0),
    };
    this.#notes[owner] = [];
    this.#calls[owner] = 0;
  }

  /** Finds the next level. Throws Ended, and a UserError for what an owner refuses. */
  async *level(): AsyncGenerator<Progress, void, StopReason | null> {
    const depth = this.levels;
    for (let attempt = 1; ; attempt++) {
      try {
        yield* this.#attempt(depth);
        return;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        if (attempt > mostAttempts) throw tooOften(error);
        yield* this.#recover(error, depth);
      }
    }
  }

  async *#recover(
    { owners, message: why }: Lost,
    depth: number,
  ): AsyncGenerator<Progress, void, StopReason | null> {
    const names = owners.map((owner) => owner + 1).join(', ');
    this.#options.remark(
      `owner ${names} of ${this.#engine.owners} is lost (${why}): level ${depth} is done again`,
    );
    for (const owner of owners) this.#forget(owner);
    yield* this.#replaceAll(owners);
    yield* this.#begin(owners);
  }

  async *#attempt(depth: number): AsyncGenerator<Progress, void, StopReason | null> {
    this.#within = [];
    const expanded = yield* this.#all<Expanded>(() => message({ do: 'expand', level: depth } as const));
    const stopped = expanded.find(({ head }) => head.stopped !== null)?.head.stopped ?? null;
    if (stopped !== null) throw new Ended(stopped);
    for (const { body } of expanded) this.#dictionary.number(body);
    const added = this.#dictionary.takeAdded();
    this.#pending.push(added);
    const rows = yield* this.#all<RowsMade>(() => message({ do: 'rows' } as const, added));
    yield* this.#during(this.#engine.exchange());
    const parts = yield* this.#all<PartFacts>(() => message({ do: 'settle', level: depth } as const));
    this.#count(
      depth,
      expanded.map(({ head }) => head),
      rows.map(({ head }) => head),
      parts.map(({ head }) => head),
    );
  }

  #count(
    depth: number,
    expanded: readonly Expanded[],
    rows: readonly RowsMade[],
    parts: readonly PartFacts[],
  ): void {
    this.#within = [];
    const { folder, hasher } = this.#options;
    const dictionary = writeFile(folder, dictionaryFile(depth), this.#pending, hasher);
    this.#pending = [];
    const { levels, deadlocks, actions, cuts, found, refuted, ...rest } = this.counted;
    const broken = rows.flatMap((one) => one.broken ?? []);
    const level: LevelRecord = {
      distinct: sum(parts.map(({ states }) => states)),
      generated: sum(expanded.map(({ generated }) => generated)),
      parts: [...parts],
      dictionary,
    };
    this.counted = {
      ...rest,
      levels: [...levels, level],
      broken: broken.sort((a, b) => a.property - b.property)[0] ?? null,
      deadlocks: sum([deadlocks, ...expanded.map((one) => one.deadlocks)]),
      actions: sumsByName([actions, ...expanded.map((one) => one.actions)]),
      cuts: sums([cuts, ...expanded.map((one) => one.cuts)]),
      found: united([found, ...rows.map((one) => one.found)]),
      refuted: oneForEach([...refuted, ...expanded.flatMap((one) => one.refuted)]),
    };
    this.#notes = expanded.map(({ notes }) => notes);
    this.#calls = expanded.map(({ stepCalls }) => stepCalls);
  }

  /** The rows of the behavior to a row of a level, itself the last. Where owners are lost, it is asked again. */
  async *behaviorTo(
    row: Uint8Array,
    depth: number,
  ): AsyncGenerator<Progress, Uint8Array[], StopReason | null> {
    const rows = [row];
    for (let level = depth - 1; level >= 0; ) {
      try {
        const [child] = rows;
        const answers = yield* this.#all<{ readonly parent: boolean }>(() =>
          message({ do: 'parent', level } as const, child),
        );
        const found = answers.find(({ head }) => head.parent);
        if (found === undefined) throw new Error('a step was there and is gone');
        rows.unshift(found.body.slice());
        level--;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        yield* this.#recover(error, level);
      }
    }
    return rows;
  }

  /** Asks all owners the same, and waits for all. Throws Lost where some of them are. */
  async *#all<Done>(
    request: () => Message<Request>,
  ): AsyncGenerator<Progress, Message<Done>[], StopReason | null> {
    const owners = Array.from({ length: this.#engine.owners }, (_, owner) => owner);
    const hear = (owner: number) => (within: Within) => {
      if (within.expanded > 0) this.#within[owner] = within;
    };
    const asked = Promise.allSettled(owners.map((owner) => this.#engine.ask(owner, request(), hear(owner))));
    const answers = yield* this.#during(asked);
    const lost = this.#lostOf(answers);
    if (lost !== null) throw lost;
    return answers.map((answer) => {
      const { head, body } = (answer as PromiseFulfilledResult<Message<{ readonly done: unknown }>>).value;
      return { head: head.done, body } as Message<never> as Message<Done>;
    });
  }

  /** Throws what is no loss. */
  #lostOf(settled: readonly PromiseSettledResult<unknown>[]): Lost | null {
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const other = reasons.find((reason) => !(reason instanceof Lost));
    if (other !== undefined) throw other;
    if (reasons.length === 0) return null;
    const owners = new Set(reasons.flatMap((reason: Lost) => reason.owners));
    return new Lost(
      [...owners].sort((a, b) => a - b),
      reasons[0].message,
    );
  }

  async *#during<Result>(waiting: Promise<Result>): AsyncGenerator<Progress, Result, StopReason | null> {
    let over = false;
    const done = waiting.finally(() => {
      over = true;
    });
    for (;;) {
      const waited = new AbortController();
      await Promise.race([done, setTimeout(look, undefined, { signal: waited.signal }).catch(() => {})]);
      waited.abort();
      if (over) return done;
      const reason = yield this.#progress;
      if (reason !== null) {
        done.catch(() => {});
        throw new Ended(reason);
      }
    }
  }

  /** As a check tells it: of what is found of a level, some may be known or be found by several. */
  get #progress(): Progress {
    const { totals } = this;
    const of = (what: keyof Within): number => sum(Object.values(this.#within).map((within) => within[what]));
    const distinct = totals.distinct + of('found');
    const generated = totals.generated + of('generated');
    const frontier = Math.max(0, totals.frontier - of('expanded')) + of('found');
    return progressOf({ ...totals, distinct, generated, frontier }, this.levels);
  }

  /** The files of all levels. */
  get files(): readonly string[] {
    return this.counted.levels
      .flatMap(({ parts }) => parts.map(({ file }) => file))
      .concat(this.dictionaries);
  }

  get dictionaries(): readonly string[] {
    return this.counted.levels.map(({ dictionary }) => dictionary.file);
  }
}

function tooOften({ message: why }: Lost): UserError {
  return new UserError({
    message: `a level was begun ${mostAttempts} times, and each time an owner was lost`,
    found: why,
    expected: 'owners that last for a level',
    hint: 'where they are killed for the memory that they take, give them less: --max-memory',
  });
}
