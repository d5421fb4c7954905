/**
 * A regression test for vitest: the actions of the trace as a schedule, run on the core through the cluster, and the
 * property asked after every step. It fails while the bug is there and passes once it is fixed: then the property holds,
 * or the schedule ends early since the core no longer offers one of its actions.
 */
import { type Trace, traceLength, traceMessage } from '../trace.ts';
import { describeAction } from '../words.ts';

/** Where the test finds raftcheck's modules. */
export interface Modules {
  /** What stands before `src/...` and `invariants/...` in an import: `../../`. */
  readonly base: string;
  /** `.ts` for the sources, `.js` for the build. */
  readonly extension: '.ts' | '.js';
}

/** The test file. */
export function vitestTest(trace: Trace, { base, extension }: Modules): string {
  const { property, model, bug, spec, tool } = trace;
  const constant = constantName(property.name);
  const from = (module: string): string => quote(`${base}${module}${extension}`);
  const length = traceLength(trace);
  const title = `${property.name} holds where it was once broken in ${length} ${length === 1 ? 'step' : 'steps'}`;
  return `/**
 * Written by raftcheck ${comment(tool.version)} from a counterexample (spec ${comment(spec)}):
 *
 *   ${comment(`${property.name} is broken: ${traceMessage(trace)}`)}
 *   ${comment(`${property.sentence} (${property.source})`)}
${bug === null ? '' : ` *\n *   The core had bug ${comment(`${bug.row}: ${bug.source}`)}\n`} */
import { expect, test } from 'vitest';
import { ${constant} } from ${from(`invariants/${property.name}`)};
import type { Action } from ${from('src/cluster/action')};
import { createCluster } from ${from('src/cluster/cluster')};
import { createAdapter } from ${from('src/cluster/etcd/adapter')};
import type { Model } from ${from('src/cluster/model')};
import { createJudge } from ${from('src/property/judge')};
import { runSchedule } from ${from('src/trace/export/schedule')};

const model: Model = ${JSON.stringify(model, null, 2)};

const schedule: readonly Action[] = [
${trace.steps.flatMap(({ action }, k) => (action === null ? [] : [`  // ${k} ${comment(describeAction(action))}`, `  ${JSON.stringify(action)},`])).join('\n')}
];

test(${quote(title)}, () => {
  const judge = createJudge([${constant}]);
  const cluster = createCluster(model, createAdapter(model), judge);
  expect(runSchedule(cluster, judge, schedule).broken).toEqual([]);
});
`;
}

/** What invariants/<name> exports: electionSafety in election-safety. */
function constantName(property: string): string {
  return property.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Text that ends neither its line nor its comment. */
function comment(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /');
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
