/**
 * A regression test for vitest: the actions of the trace as a schedule, run on the core through the cluster, and the
 * property asked after every step. It fails while the bug is there and passes once it is fixed: then the property holds,
 * or the schedule ends early since the core no longer offers one of its actions.
 */
import { harmless, harmlessly } from '../../base/harmless.ts';
import { UserError } from '../../base/usererror.ts';
import { endWords, type Trace, traceLength, traceMessage } from '../trace.ts';
import { describeAction } from '../words.ts';

/** The test file. `library`: what it imports raftcheck's library as, `raftcheck` or a path. */
export function vitestTest(given: Trace, library: string): string {
  mustAsk(given);
  const trace = harmlessly(given);
  const { property, model, bug, spec, tool } = trace;
  const length = traceLength(trace);
  const steps = trace.steps.flatMap(({ action }, k) => {
    if (action === null) return [];
    // The value itself: what is escaped in its JSON stays equal to it.
    return [
      `  // ${k} ${comment(describeAction(action))}`,
      `  ${harmless(JSON.stringify(given.steps[k].action))},`,
    ];
  });
  const taken = `${length} ${length === 1 ? 'step' : 'steps'}`;
  const sought = trace.sought === true;
  const title = sought
    ? `${property.name} is reached in ${taken}`
    : `${property.name} holds where it was once broken in ${taken}`;
  return `/**
 * Written by raftcheck ${comment(tool.version)} from a ${sought ? 'behavior' : 'counterexample'} (spec ${comment(spec)}):
 *
 *   ${comment(`${endWords(trace)}: ${traceMessage(trace)}`)}
 *   ${comment(`${property.sentence} (${property.source})`)}
${bug === null ? '' : ` *\n *   The core had bug ${comment(`${bug.row}: ${bug.source}`)}\n`} */
import { expect, test } from 'vitest';
import { type Action, type ModelOptions, runSchedule } from ${quote(library)};

const model: ModelOptions = ${JSON.stringify(model, null, 2)};

const schedule: readonly Action[] = [
${steps.join('\n')}
];

test(${quote(title)}, async () => {
  expect(await runSchedule(${asked(given)}, model, schedule)).${sought ? 'not.' : ''}toEqual([]);
});
`;
}

/** Throws a UserError for a behavior at whose end nothing is to be asked. */
function mustAsk({ walked }: Trace): void {
  if (walked !== true) return;
  const message = 'a test asks for what is broken or reached';
  throw new UserError({ message, where: 'vitest', found: 'a behavior that was walked by hand' });
}

/** The property: by its name, or as the expression that it is; of a state that was looked for, that it is not reached. */
function asked({ property: { name }, own = {}, sought }: Trace): string {
  const one = Object.hasOwn(own, name) ? own[name] : null;
  if (sought === true) {
    if (one !== null && 'holds' in one)
      return harmless(JSON.stringify({ name: 'not-reached', holds: `not (${one.holds})` }));
    throw new UserError({
      message: 'a test asks for an expression that is reached',
      where: 'vitest',
      found: `the state to reach ${name}, which is none`,
      hint: 'raftcheck reach with an expression finds a behavior that can be exported',
    });
  }
  if (one === null || !('holds' in one)) return quote(harmless(name));
  return harmless(JSON.stringify({ name, holds: one.holds }));
}

/** Text that ends neither its line nor its comment. */
function comment(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /');
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
