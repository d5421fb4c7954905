/** A search on many machines: what the head of a farm (head.ts) needs of a run, and what it comes to in the words of a search. */
import { join } from 'node:path';
import { packageVersion } from '../../base/root.ts';
import { type Trouble, UserError } from '../../base/usererror.ts';
import { partKinds } from '../../cluster/portable.ts';
import { Numbers } from '../../explore/farm/dictionary.ts';
import type { Owner } from '../../explore/farm/owner.ts';
import { RowCoder } from '../../explore/farm/rowcoder.ts';
import { gone, stepBetween } from '../../explore/path.ts';
import type { Exploration, PathStep, Progress, StopReason, Violation } from '../../explore/system.ts';
import { explorationOf } from '../../explore/totals.ts';
import { type Hasher, loadHasher } from '../../spec/hasher.ts';
import type { Spec } from '../../spec/spec.ts';
import type { SearchProblem } from '../checkpoint.ts';
import { DiskFiles } from '../diskfiles.ts';
import { mustAnswer, refusal } from '../kept.ts';
import { memoryOfOne } from '../memoryofone.ts';
import { withNotes } from '../notes.ts';
import type { SearchSetup } from '../prepare.ts';
import type { SearchClock } from '../searchclock.ts';
import {
  optionsOf,
  type Prepared,
  type Question,
  type SearchContext,
  type Searched,
  unlimited,
} from '../searched.ts';
import { dealLevel } from './deal.ts';
import { DriverEngine } from './driver.ts';
import { Ended } from './engine.ts';
import { Head } from './head.ts';
import { removeFile } from './levelfiles.ts';
import { LocalEngine } from './local.ts';
import type { Hello } from './messages.ts';
import type { FarmOrder } from './order.ts';
import { hasRecord, headFile, readRecord, writeRecord } from './record.ts';
import { OwnerService, ownerParts } from './service.ts';
import { asTrouble } from './trouble.ts';

/** Seconds between two records of a search in this process. */
const often = 10;

/** The question with the premises that were refuted before, where a search is to go on. Throws a UserError. */
export async function setupOfFarm(setup: SearchSetup, spec: Spec, farm: FarmOrder): Promise<SearchSetup> {
  if (!farm.resume) return setup;
  if (!hasRecord(farm.folder)) {
    throw new UserError({
      message: 'there is nothing to go on from',
      where: join(farm.folder, headFile),
      expected: 'what a farm has written of a search of this spec',
      hint: 'leave out --resume, or name the folder with --levels',
    });
  }
  const problem: SearchProblem = { job: setup, depth: spec.search.depth ?? unlimited };
  const { question } = readRecord(farm.folder, problem, await loadHasher());
  return { ...setup, refuted: question.job.refuted };
}

export async function searchOnFarm<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
  farm: FarmOrder,
): Promise<Searched<P>> {
  const search = await FarmSearch.begin(question, spec, clock, context, farm);
  try {
    return await search.run();
  } finally {
    await search.close();
  }
}

class FarmSearch<P extends Prepared> {
  readonly #problem: SearchProblem;
  readonly #spec: Spec;
  readonly #clock: SearchClock;
  readonly #context: SearchContext;
  readonly #farm: FarmOrder;
  readonly #hasher: Hasher;
  readonly #prepared: P;
  readonly #memory: ReturnType<typeof memoryOfOne>;
  readonly #disk: DiskFiles;
  readonly #driver: DriverEngine;
  #local: { readonly engine: LocalEngine; readonly owner: Owner } | null = null;
  #head: Head;
  #written = 0;
  readonly #began: number;
  /** Files that the next record has no use for. */
  #obsolete: string[] = [];
  /** Files that are not kept at the URL yet: those of levels that were dealt out here; and of how many levels those of numbers are. */
  #unkept: string[] = [];
  #kept = 0;

  static async begin<P extends Prepared>(
    { setup, prepare }: Question<P>,
    spec: Spec,
    clock: SearchClock,
    context: SearchContext,
    farm: FarmOrder,
  ): Promise<FarmSearch<P>> {
    const memory = memoryOfOne(setup, spec);
    const prepared = await prepare(setup, context.monitor, memory.ledger);
    return new FarmSearch(setup, spec, clock, context, farm, prepared, memory, await loadHasher());
  }

  private constructor(
    setup: SearchSetup,
    spec: Spec,
    clock: SearchClock,
    context: SearchContext,
    farm: FarmOrder,
    prepared: P,
    memory: ReturnType<typeof memoryOfOne>,
    hasher: Hasher,
  ) {
    this.#problem = { job: setup, depth: spec.search.depth ?? unlimited };
    this.#spec = spec;
    this.#clock = clock;
    this.#context = context;
    this.#farm = farm;
    this.#hasher = hasher;
    this.#prepared = prepared;
    this.#memory = memory;
    this.#disk = new DiskFiles(context.out);
    this.#began = context.host.now();
    this.#driver = new DriverEngine(farm, (text) => context.remark(text));
    this.#head = this.#begin();
  }

  /** With what was found before, where it goes on. */
  #begin(): Head {
    const { folder, resume } = this.#farm;
    const kept = resume ? readRecord(folder, this.#problem, this.#hasher) : null;
    if (kept !== null) this.#clock.seconds = this.#clock.resumed = kept.seconds;
    const options = {
      folder,
      hasher: this.#hasher,
      kinds: this.#prepared.portable.kinds,
      actionKinds: (named: readonly string[]) => {
        for (const name of named) this.#prepared.meetKind(name);
        return this.#prepared.system.actionKinds;
      },
      refuted: this.#problem.job.refuted,
      judge: (hello: Hello) => this.#judge(hello),
      remark: (text: string) => this.#context.remark(text),
    };
    if (kept !== null && kept.owners > 1) return new Head(this.#driver, options, kept.counted);
    const levels = kept?.counted.levels.map(({ parts }) => parts[0]) ?? [];
    const parts = ownerParts(
      this.#prepared,
      this.#spec,
      this.#disk,
      this.#context.out,
      this.#memory,
      this.#hasher,
    );
    const begun = { do: 'begin', me: 0, owners: 1, folder, levels, refuted: options.refuted } as const;
    const service = new OwnerService(parts, begun);
    const head = new Head(new LocalEngine(service), options, kept?.counted);
    for (const slice of head.slices()) service.owner.numbers.learn(slice);
    this.#local = { engine: head.engine as LocalEngine, owner: service.owner };
    return head;
  }

  /** Throws a UserError for an owner of another version, or that is asked something else. */
  #judge({ raftcheck, question }: Hello): void {
    const refuse = refusal('an owner');
    if (raftcheck !== packageVersion()) {
      throw refuse('is of another version', {
        found: `raftcheck ${raftcheck}`,
        expected: `raftcheck ${packageVersion()} on every machine`,
        hint: 'nothing is lost: install it and go on with --resume',
      });
    }
    mustAnswer(question, this.#problem, refuse);
  }

  async run(): Promise<Searched<P>> {
    const prepared = this.#prepared;
    const { system, reduced } = prepared;
    const properties = (broken: number) => {
      const judged = prepared.report(broken).map((one) => ({ ...one, evaluated: 0, relevant: 0 }));
      return withNotes(judged, this.#head.notes);
    };
    const exploration = await this.#clock.follow(this.#search(), this.#spec, () => ({
      actionKinds: system.actionKinds,
      properties: properties(-1),
      reductions: reduced.standings,
      stepCalls: this.#head.stepCalls,
      checkpoint: null,
    }));
    system.cuts.set(this.#head.counted.cuts);
    this.#tellFindings();
    const isOver = exploration.stopped === null || reduced.refutations().length > 0;
    if (isOver) await this.#remove();
    return {
      prepared,
      reductions: reduced.standings,
      exploration,
      properties: properties(exploration.violation?.property ?? -1),
      stepCalls: this.#head.stepCalls,
      checkpoint: isOver ? null : this.#farm.folder,
      ...this.#clock.cost,
    };
  }

  async *#search(): AsyncGenerator<Progress, Exploration, StopReason | null> {
    let stopped: StopReason | null = null;
    let violation: Violation | null = null;
    try {
      yield* this.#resume();
      for (;;) {
        if (this.#head.levels > 0 && this.#isOver()) break;
        yield* this.#head.level();
        yield* this.#deal();
        await this.#record(this.#local === null);
        stopped = this.#head.distinct >= optionsOf(this.#spec).maxStates ? 'max-states' : null;
        if (stopped !== null) break;
      }
      violation = yield* this.#violation();
    } catch (error) {
      if (!(error instanceof Ended)) throw this.#told(error);
      stopped = error.reason;
    }
    if (stopped !== null && this.#head.levels > 0) await this.#recordAtEnd();
    const { depth } = optionsOf(this.#spec);
    return explorationOf(this.#head.totals, { stopped, depth, violation });
  }

  /** Nothing is lost by what is wrong: it is said how to go on. */
  #told(error: unknown): unknown {
    const trouble: Trouble | null = asTrouble(error, this.#farm.folder);
    if (trouble === null) return error;
    return new UserError(trouble);
  }

  #isOver(): boolean {
    const { counted, last, levels } = this.#head;
    return counted.broken !== null || last?.distinct === 0 || levels - 1 >= optionsOf(this.#spec).depth;
  }

  /** Owners that have been dealt to before are placed again. */
  async *#resume(): AsyncGenerator<Progress, void, StopReason | null> {
    const { last, counted } = this.#head;
    if (this.#local !== null || last === null) return;
    const { parts } = last;
    const hellos = await this.#driver.place(parts.length);
    const levels = counted.levels.map((level) => level.parts);
    yield* this.#head.takeOver(this.#driver, hellos, levels);
  }

  /** Where there are states enough, others are asked to find the rest. */
  async *#deal(): AsyncGenerator<Progress, void, StopReason | null> {
    const local = this.#local;
    if (local === null || this.#head.distinct < this.#farm.alone || this.#isOver()) return;
    const { folder, owners } = this.#farm;
    const hellos = await this.#driver.place(owners);
    const parts = this.#head.counted.levels.map((_, level) =>
      dealLevel(local.owner.level(level), level, hellos.length, folder, this.#hasher),
    );
    const before = this.#head.counted.levels.flatMap((level) => level.parts);
    this.#unkept = parts.flat().map(({ file }) => file);
    if (hellos.length > 1) this.#obsolete = before.map(({ file }) => file);
    this.#local = null;
    await local.engine.close();
    this.#context.remark(`from level ${this.#head.levels} on ${hellos.length} owners search`);
    yield* this.#head.takeOver(this.#driver, hellos, parts);
  }

  /** The record of the level before stands where this one cannot be written. */
  async #recordAtEnd(): Promise<void> {
    try {
      await this.#record(true);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#context.lost(error.trouble);
    }
  }

  async #record(must: boolean): Promise<void> {
    const now = this.#context.host.now();
    if (!must && now - this.#written < often) return;
    this.#written = now;
    const { folder } = this.#farm;
    const seconds = this.#clock.seconds + now - this.#began;
    const owners = this.#head.engine.owners;
    const body = { question: this.#problem, seconds, owners, counted: this.#head.record };
    writeRecord(folder, body, this.#hasher);
    for (const file of this.#obsolete) removeFile(folder, file);
    this.#obsolete = [];
    if (this.#local !== null) return;
    const files = [...this.#unkept, ...this.#head.dictionaries.slice(this.#kept), headFile];
    await this.#driver.keep(files);
    this.#unkept = [];
    this.#kept = this.#head.levels;
  }

  /** The states of a behavior are rows of levels; the steps between them are found here. */
  async *#violation(): AsyncGenerator<Progress, Violation | null, StopReason | null> {
    const { broken } = this.#head.counted;
    if (broken === null) return null;
    const { property, depth, row, next } = broken;
    const rows = yield* this.#head.behaviorTo(Buffer.from(row, 'base64'), depth);
    if (next !== null) rows.push(Buffer.from(next, 'base64'));
    const { system, portable } = this.#prepared;
    const numbers = new Numbers(portable);
    for (const slice of this.#head.slices()) numbers.learn(slice);
    const coder = new RowCoder(portable, numbers, system.width);
    const states = rows.map((one) => {
      const state = new Int32Array(system.width);
      coder.read(one, 0, one.length, state, 0);
      return state;
    });
    const steps = states.slice(1).map((state, k): PathStep => {
      const last = next !== null && k === states.length - 2;
      const found = stepBetween(system, states[k], state, last ? property : -1);
      if (found === null) throw gone();
      return found.step;
    });
    return { property, path: { init: states[0], steps }, shortest: true };
  }

  /** What all have found out about reductions, before the core is asked. */
  #tellFindings(): void {
    const { portable, reduced } = this.#prepared;
    const { found, refuted } = this.#head.counted;
    const numbers = new Numbers(portable);
    for (const slice of this.#head.slices()) numbers.learn(slice);
    const ids = Object.entries(found).map(([name, messages]) => [
      name,
      messages.map((number) => numbers.idOf(partKinds.message, number)),
    ]);
    reduced.absorb({ found: Object.fromEntries(ids), refuted });
  }

  async #remove(): Promise<void> {
    const files = [headFile, ...this.#head.files, ...this.#obsolete];
    for (const file of files) removeFile(this.#farm.folder, file);
    await this.#driver.forget(files);
  }

  async close(): Promise<void> {
    await this.#local?.engine.close();
    await this.#driver.close();
    this.#disk.close();
  }
}
