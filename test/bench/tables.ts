/** The figures of a benchmark as the tables of docs/speed.md. */
import type { Figures } from './one.ts';

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
  readonly runs: readonly {
    readonly tool: 'tlc' | 'raftcheck';
    readonly workers: number;
    readonly distinct: number;
    readonly seconds: number;
  }[];
  readonly equalCounts: boolean | null;
  readonly statesThatDiffer: number | null;
}

const about = ', no reduction';
const reductions = ['symmetry', 'dead messages', 'and dead history', 'all'];

/** A spec a line: what each reduction leaves of the states, and the seconds that it takes. */
export function reductionTable({ results }: Bench): string {
  const lines = results.flatMap((result, k) => {
    const those = results.slice(k + 1, k + 1 + reductions.length);
    if (!those.every(({ name }, i) => name === `  ${reductions[i]}`) || those.length === 0) return [];
    const cells = [result, ...those].map(
      ({ figures }) => `${whole(figures.distinct)} in ${figures.seconds.toFixed(1)} s`,
    );
    return [[`\`${result.name.replace(about, '')}\``, ...cells]];
  });
  return markdown(['spec', 'none', ...reductions], lines);
}

/** A search a line: those that are not about reductions. */
export function searchTable({ results }: Bench): string {
  let of = '';
  const lines = results.flatMap(({ name, figures }) => {
    if (!name.startsWith('  ')) of = name;
    if (specs(results).includes(of)) return [];
    const { distinct, seconds, distinctPerSecond, generatedPerSecond, storeBytesPerState } = figures;
    const title = of === name ? name : `${of.replace(/, one worker$/, '')}, ${name.trim()}`;
    const rates = [distinctPerSecond, generatedPerSecond].map(whole);
    return [[title, whole(distinct), seconds.toFixed(1), ...rates, storeBytesPerState.toFixed(1)]];
  });
  return markdown(['search', 'states', 'seconds', 'states/s', 'transitions/s', 'bytes a state'], lines);
}

/** A model a line: states a second of both, by workers, and what was compared. */
export function tlcTable({ tlc = [] }: Bench): string {
  const lines = tlc.map(({ name, runs, equalCounts, statesThatDiffer }) => {
    const rates = runs.map(({ distinct, seconds }) => whole(distinct / seconds));
    const states = equalCounts === true ? whole(runs[0]!.distinct) : 'stopped after 30 s';
    const compared = [equalCounts === true ? 'counts' : '', statesThatDiffer === 0 ? 'every state' : ''];
    return [name, states, ...rates, compared.filter((word) => word !== '').join(', ') || 'speed alone'];
  });
  const heads = (tlc[0]?.runs ?? []).map(
    ({ tool, workers }) => `${tool === 'tlc' ? 'TLC' : 'raftcheck'}, ${workers}`,
  );
  return markdown(['model', 'states', ...heads, 'equal'], lines);
}

/** Rows that begin a spec's reductions. */
function specs(results: readonly Result[]): readonly string[] {
  return results.flatMap(({ name }, k) => (results[k + 1]?.name.trim() === reductions[0] ? [name] : []));
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function whole(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
