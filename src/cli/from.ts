/** `--from <trace>#<step>`: where a search begins that does not begin at the beginning. */
import { UserError } from '../base/usererror.ts';
import { readTrace } from '../run/opentrace.ts';
import type { StartFrom } from '../run/startfrom.ts';
import type { Spec } from '../spec/spec.ts';
import { traceLength } from '../trace/trace.ts';
import { ownFlags } from './flags/own.ts';
import { type Arguments, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { ofCluster } from './traced.ts';

/** The behavior that was typed; null: none. Throws a UserError for what is no trace, or has no such step. */
export function startFrom(
  args: Arguments,
  { env }: Pick<Terminal, 'env'>,
  { system }: Pick<Spec, 'system'>,
): StartFrom | null {
  const where = choiceOf(ownFlags.from, args, env) ?? null;
  if (where === null) return null;
  if (system !== null) {
    throw new UserError({
      message: 'is for Raft clusters',
      where: '--from',
      found: `the system ${system.name}`,
      hint: 'a system of your own begins where its init says',
    });
  }
  const [, file, step] = /^(.*?)(?:#(\d+))?$/s.exec(where)!;
  const trace = ofCluster(readTrace(file), file, '--from');
  const length = traceLength(trace);
  if (step !== undefined && Number(step) > length) {
    throw new UserError({
      message: 'the trace has no such step',
      where: '--from',
      found: `step ${step} of ${file}`,
      expected: `a step from 0, the initial state, to ${length}`,
    });
  }
  const actions = trace.steps.slice(1, 1 + Number(step ?? length)).map(({ action }) => action!);
  return {
    where: `${file}#${actions.length}`,
    actions,
    nodes: trace.model.nodes,
    bounds: trace.model.bounds,
  };
}
