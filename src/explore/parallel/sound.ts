/**
 * Whether the parts of a search that was written down agree with each other, before anything is made of them. It is asked of
 * what they say of themselves; the words are judged where they are taken in.
 */
import { entryKinds } from '../disk/runlog.ts';
import { must } from '../dump.ts';
import { layout, pageWords } from '../packed.ts';
import type { StateSpaceFacts } from '../statespace.ts';
import { recordWords } from './blocklinks.ts';
import { type LedgerFacts, ledgerPageWords, mostRegions } from './ledger.ts';
import { type PagesFacts, pageRows } from './pages.ts';
import { mostChunks } from './shared.ts';
import { segmentCount } from './sharedslots.ts';
import type { WorkerFacts } from './workercontext.ts';

/** A dump without its words: of each array how long it is. */
export interface Described<Facts> {
  readonly facts: Facts;
  readonly lengths: readonly number[];
}

type PageFacts = PagesFacts['pages'][number];

/** For states of `width` integers. Numbers are whole and not negative, as their names say. Throws Damaged. */
export function judgeParts(
  workers: readonly Described<WorkerFacts>[],
  ledger: Described<LedgerFacts>,
  width: number,
): void {
  judgeLedger(ledger);
  const pages = workers.flatMap(({ facts }) => facts.pages.pages);
  const byNumber = pages.toSorted((a, b) => a.number - b.number);
  must(
    byNumber.every(({ number }, k) => number === k),
    'a page of states is there twice, or not at all',
  );
  const levels = workers[0].facts.levels.length;
  workers.forEach((worker, me) => {
    judgePages(worker, width);
    judgeLevels(worker.facts, levels, rowsOf(worker.facts.pages));
    judgeCounts(worker.facts, me);
    judgeBroken(worker.facts.run, worker.facts.pages.pages, byNumber, width);
  });
  judgeLeft(
    workers.map(({ facts }) => facts),
    byNumber,
  );
}

/** As `judgeParts`, where known states are on disk. */
export function judgeOnDisk(
  workers: readonly Described<WorkerFacts>[],
  ledger: Described<LedgerFacts>,
  width: number,
): void {
  judgeLedger(ledger);
  const facts = workers.map((worker) => worker.facts);
  const [{ levels }] = facts;
  facts.forEach((worker, me) => {
    const { pages, disk, run } = worker;
    must(pages.pages.length === 0 && disk !== undefined, 'states are in memory');
    judgeLevels(worker, levels.length, worker.before + disk.spilled);
    judgeCounts(worker, me);
    must(run.broken === null, 'a property is broken in a state that is not there');
    must(me === 0 || disk.runs.length === 0, 'files are told by another worker than the first');
    const { end } = disk;
    const ends =
      end === null || [end.state, end.step?.state ?? end.state].every(({ length }) => length === width);
    must(ends, 'a property is broken in a state of another width');
    must(end === null || end.depth <= levels.length, 'a property is broken in a level that is not there');
  });
  const runs = facts[0].disk!.runs;
  const statesIn = (what: number): number =>
    sum(runs.filter(([kind]) => kind === what).map(([, states]) => states));
  levels.forEach((_, depth) => {
    const distinct = sum(facts.map((worker) => worker.levels[depth].distinct));
    must(statesIn(depth) === distinct, 'the files of a level have other states');
  });
  const spilled = sum(facts.map(({ disk }) => disk!.spilled));
  must(statesIn(entryKinds.found) === spilled, 'the files of what was found have other states');
  must(
    runs.every(([kind]) => kind < levels.length),
    'there is a file of a level that is not there',
  );
  const left = statesIn(entryKinds.left);
  const source = left > 0 ? left : levels.length === 0 ? 0 : statesIn(levels.length - 1);
  judgeDealt(facts, (first, end) => first >= 0 && end <= source);
}

function judgeLedger({ facts: { written, pages, given }, lengths }: Described<LedgerFacts>): void {
  const parts = pages + mostRegions + 1 + segmentCount;
  must(
    pages === Math.ceil(written / ledgerPageWords) && lengths.length === parts,
    'the ledger has other parts',
  );
  const whole = lengths
    .slice(0, pages)
    .every((length, k) => length === Math.min(ledgerPageWords, written - k * ledgerPageWords));
  must(whole, 'a page of the ledger has another length');
  must(given.length === mostRegions, 'there are other tables');
  must(
    given.every((count, k) => count > 0 && lengths[pages + k] % count === 0),
    'a table has another length',
  );
  must(lengths[pages + mostRegions] === 1 + segmentCount, 'the index has other segments');
}

function judgePages({ facts, lengths }: Described<WorkerFacts>, width: number): void {
  const { pages } = facts.pages;
  must(lengths.length === pages.length + 1, 'there are other pages of states');
  pages.forEach(({ rows, expanded, bits }, k) => {
    must(bits.length === width && bits.every((count) => count < 32), 'a page of states has other columns');
    must(expanded <= rows && rows <= pageRows, 'a page of states has other rows');
    must(
      lengths[k] === pageWords(layout(Int32Array.from(bits)), rows),
      'a page of states has another length',
    );
  });
  must(lengths[pages.length] % recordWords === 0, 'the links have another length');
}

function judgeLevels(
  { levels, before, generatedBefore, run }: WorkerFacts,
  count: number,
  states: number,
): void {
  must(levels.length === count && levels.every(({ depth }, k) => depth === k), 'a level is missing');
  const distinct = sum(levels.map((level) => level.distinct));
  const generated = sum(levels.map((level) => level.generated));
  must(distinct === before && before <= states, 'the levels have other states');
  must(generated === generatedBefore && generated <= run.generated, 'the levels have other transitions');
}

function judgeCounts({ run, levels }: WorkerFacts, me: number): void {
  const { generated, expanded, deadlocks, actions } = run;
  // The first one has found the initial states, which are nobody's steps.
  const initial = me === 0 ? (levels[0]?.generated ?? generated) : 0;
  must(sum(actions) + initial === generated, 'the actions are other transitions');
  must(deadlocks <= expanded, 'more states have no step than were expanded');
}

function judgeBroken(
  { broken }: StateSpaceFacts,
  own: readonly PageFacts[],
  all: readonly PageFacts[],
  width: number,
): void {
  if (broken === null) return;
  const { parent, index, step } = broken;
  const found = step === null ? index >= 0 : index === -1 && parent >= 0;
  const there = (at: number, pages: readonly PageFacts[]): boolean =>
    at === -1 || pages.some((page) => holds(page, at, at + 1, page.rows));
  must(found && there(index, own) && there(parent, all), 'a property is broken in a state that is not there');
  must(step === null || step.state.length === width, 'a property is broken in a state of another width');
}

/** Each state is expanded, or left once, or new. */
function judgeLeft(workers: readonly WorkerFacts[], pages: readonly PageFacts[]): void {
  const left = judgeDealt(workers, (first, end) => {
    const page = pages[Math.floor(first / pageRows)];
    return page !== undefined && holds(page, first, end, page.expanded);
  });
  const expanded = sum(workers.map(({ run }) => run.expanded)) + sum(left.map(([first, end]) => end - first));
  must(expanded === sum(pages.map((page) => page.expanded)), 'other states were expanded');
}

/** What is left to expand, of which none is left twice. `there`: whether there are such states. */
function judgeDealt(
  workers: readonly WorkerFacts[],
  there: (first: number, end: number) => boolean,
): (readonly [number, number])[] {
  const dealt = workers.flatMap(({ chunks }, me) => {
    must(chunks.length % 2 === 0 && chunks.length <= 2 * mostChunks, 'a chunk has no end');
    must(me === 0 || chunks.length === 0, 'chunks are told by another worker than the first');
    return chunks.flatMap((first, k) => (k % 2 === 0 ? [[first, chunks[k + 1]] as const] : []));
  });
  must(
    dealt.every(([first, end]) => first < end),
    'a chunk has no states',
  );
  const begun = workers.map(({ first, end }) => [first, end] as const);
  must(
    begun.every(([first, end]) => first <= end),
    'a chunk ends before it begins',
  );
  const left = [...dealt, ...begun.filter(([first, end]) => first < end)].sort(([a], [b]) => a - b);
  left.forEach(([first, end], k) => {
    must(there(first, end), 'a chunk has states that are not there');
    must(end <= (left[k + 1]?.[0] ?? end), 'a state is left to expand twice');
  });
  return left;
}

/** Whether the states from `first` up to `end` are among the first `rows` of the page. */
function holds({ number }: PageFacts, first: number, end: number, rows: number): boolean {
  return number * pageRows <= first && end <= number * pageRows + rows;
}

function rowsOf({ pages }: PagesFacts): number {
  return sum(pages.map(({ rows }) => rows));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
