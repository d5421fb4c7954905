/** The figures of a benchmark as the tables of docs/speed.md. */
import { count } from '../../src/report/words.ts';
import { markdown } from '../catalogue/table.ts';
import type { Figures } from './one.ts';
import type { Run } from './tlcruns.ts';

/** What `npm run bench` writes to out/bench.json, as far as the page shows it; `tlc` where it was given a jar. */
export interface Bench {
  readonly results: readonly Result[];
  readonly tlc?: readonly Comparison[];
}

interface Result {
  /** Indented where it is about the spec of the row before. */
  readonly name: string;
  readonly figures: Pick<
    Figures,
    'distinct' | 'seconds' | 'distinctPerSecond' | 'generatedPerSecond' | 'storeBytesPerState'
  >;
}

interface Comparison {
  readonly name: string;
  readonly runs: readonly Pick<Run, 'tool' | 'workers' | 'distinct' | 'seconds'>[];
  /** Null: not compared. */
  readonly equalCounts: boolean | null;
  readonly statesThatDiffer: number | null;
}

/** A row and the indented ones after it. */
interface Group {
  readonly head: Result;
  readonly rows: Result[];
}

const about = ', no reduction';
const reductions = ['symmetry', 'dead messages', 'and dead history', 'all'];

/** A spec a line: what each reduction leaves of the states, and the seconds that it takes. */
export function reductionTable({ results }: Bench): string {
  const cell = ({ figures }: Result) => `${count(figures.distinct)} in ${figures.seconds.toFixed(1)} s`;
  const lines = groups(results)
    .filter(isOfReductions)
    .map(({ head, rows }) => [`\`${head.name.replace(about, '')}\``, ...[head, ...rows].map(cell)]);
  return markdown(['spec', 'none', ...reductions], lines);
}

/** A search a line: those that are not about reductions. */
export function searchTable({ results }: Bench): string {
  const lines = groups(results)
    .filter((group) => !isOfReductions(group))
    .flatMap(({ head, rows }) => {
      const of = head.name.replace(/, one worker$/, '');
      return [
        searchLine(head.name, head),
        ...rows.map((row) => searchLine(`${of}, ${row.name.trim()}`, row)),
      ];
    });
  return markdown(['search', 'states', 'seconds', 'states/s', 'transitions/s', 'bytes a state'], lines);
}

function searchLine(title: string, { figures }: Result): string[] {
  const { distinct, seconds, distinctPerSecond, generatedPerSecond, storeBytesPerState } = figures;
  const rates = [distinctPerSecond, generatedPerSecond].map(count);
  return [title, count(distinct), seconds.toFixed(1), ...rates, storeBytesPerState.toFixed(1)];
}

/** A model a line: states a second of both, by workers, and what was compared. */
export function tlcTable({ tlc = [] }: Bench): string {
  const lines = tlc.map((comparison) => {
    const { name, runs, equalCounts } = comparison;
    const rates = runs.map(({ distinct, seconds }) => count(distinct / seconds));
    const { distinct, seconds } = runs[0];
    const states = equalCounts === null ? `stopped after ${count(seconds)} s` : count(distinct);
    // Who judges whole behaviors does it with one thread.
    const none = Array.from({ length: tlc[0].runs.length - rates.length }, () => '');
    return [name, states, ...rates, ...none, equality(comparison)];
  });
  const heads = (tlc[0]?.runs ?? []).map(
    ({ tool, workers }) => `${tool === 'tlc' ? 'TLC' : 'raftcheck'}, ${workers}`,
  );
  return markdown(['model', 'states', ...heads, 'equal'], lines);
}

function equality({ equalCounts, statesThatDiffer }: Comparison): string {
  if (equalCounts === null) return 'speed alone';
  if (!equalCounts) return 'counts differ';
  if (statesThatDiffer === null) return 'counts';
  return statesThatDiffer === 0 ? 'counts, every state' : `counts; ${count(statesThatDiffer)} states differ`;
}

function groups(results: readonly Result[]): Group[] {
  const found: Group[] = [];
  for (const result of results) {
    if (result.name.startsWith('  ')) found.at(-1)!.rows.push(result);
    else found.push({ head: result, rows: [] });
  }
  return found;
}

function isOfReductions({ rows }: Group): boolean {
  return rows[0]?.name.trim() === reductions[0];
}
