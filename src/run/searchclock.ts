/** Time, limits and progress of all that is searched for one answer. */
import { totalmem } from 'node:os';
import type { Exploration, Progress, StopReason } from '../explore/system.ts';
import type { Spec } from '../spec/spec.ts';
import { drive, type Limits, type Turns } from './drive.ts';
import { type JudgedBefore, nothingJudged, withNotes } from './notes.ts';
import type { Prepared, SearchContext, Searched } from './searched.ts';
import type { SearchProgress } from './searchprogress.ts';

/** Three quarters of the memory that this process may have, so that a run ends with a result and not with a kill. */
export function spareMemory(): number {
  const constrained = process.constrainedMemory();
  const all = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(0.75 * all);
}

/** What a search says of itself besides its progress. */
type Insight = Omit<SearchProgress, 'progress' | 'seconds' | 'rss'>;

export class SearchClock {
  seconds = 0;
  /** Those of the checkpoint that it goes on from; null: it begins anew. */
  resumed: number | null = null;
  #peakRssBytes = 0;
  readonly #context: SearchContext;

  constructor(context: SearchContext) {
    this.#context = context;
  }

  /** Goes on from a checkpoint that was written after so many seconds; where it runs already, it was written in this run. */
  goOnFrom(seconds: number): void {
    if (this.seconds === 0) this.seconds = this.resumed = seconds;
  }

  /** The system's own figure begins with that of the process that started this one. */
  get cost(): Pick<Searched, 'seconds' | 'peakRssBytes'> {
    return { seconds: this.seconds, peakRssBytes: this.#peakRssBytes };
  }

  async follow<Result extends Exploration>(
    searching: Turns<Progress, Result>,
    { search: { maxMemory, timeLimit } }: Spec,
    insight: () => Insight,
  ): Promise<Result> {
    const { host, tell } = this.#context;
    const before = this.seconds;
    const limits: Limits = {
      maxMemory: maxMemory ?? spareMemory(),
      timeLimit: timeLimit === null ? null : timeLimit - before,
    };
    const { result, seconds } = await drive(searching, limits, host, (progress, passed, rss) => {
      this.#peakRssBytes = Math.max(this.#peakRssBytes, rss);
      tell({ progress, seconds: before + passed, rss, ...insight() });
    });
    this.seconds += seconds;
    this.#peakRssBytes = Math.max(this.#peakRssBytes, host.rss());
    return result;
  }

  /** As `follow` of a search by one worker: all that it has come to. `before`: what had been judged when it went on, from `checkpoint`. */
  async followAlone<P extends Prepared>(
    prepared: P,
    searching: Generator<Progress, Searched<P>['exploration'], StopReason | null>,
    spec: Spec,
    before: JudgedBefore = nothingJudged,
    checkpoint: string | null = null,
  ): Promise<Searched<P>> {
    const { system, reduced } = prepared;
    const judged = (broken: number) => ({
      properties: withNotes(prepared.report(broken), before.notes),
      reductions: reduced.standings,
      stepCalls: before.stepCalls + prepared.stepCalls,
      ...('knownCalls' in prepared ? { knownCalls: prepared.knownCalls } : {}),
    });
    const { actionKinds } = system;
    const exploration = await this.follow(searching, spec, () => ({
      actionKinds,
      ...judged(-1),
      checkpoint,
    }));
    return {
      prepared,
      exploration,
      ...judged(exploration.violation?.property ?? -1),
      checkpoint: exploration.stopped === null ? null : checkpoint,
      ...this.cost,
    };
  }
}
