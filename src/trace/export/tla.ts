/**
 * The behavior as a TLA+ module: the states as a sequence of records, the variables of a state, and a specification whose
 * only behavior is this one. TLC replays it, and properties written over the variables can be checked against it.
 */
import { harmlessly } from '../../base/harmless.ts';
import { kindWords, type Trace } from '../trace.ts';
import { describeAction } from '../words.ts';

/** TLC's integers have 32 bits. */
const largest = 2 ** 31 - 1;

const variables = ['action', 'nodes', 'messages', 'ghost', 'used'] as const;

/** The module, named `RaftcheckTrace`: so must the file be. */
export function tla(given: Trace): string {
  const trace = harmlessly(given);
  const states = trace.steps.map(({ action, state }) =>
    record({ action: action ?? { kind: 'init' }, ...state }),
  );
  const comments = trace.steps.map(({ action }, k) =>
    action === null ? 'the initial state' : `${k} ${describeAction(action)}`,
  );
  return tlaModule(
    trace,
    variables,
    states.map((text, k) => ({ text, comment: comments[k] })),
    trace.loop,
  );
}

/** A state as a record, and what led to it. */
interface TlaState {
  readonly text: string;
  readonly comment: string;
}

/**
 * The module of a behavior with these variables, which are the fields of each state. `loop`: after the last one it goes on as after
 * the state of that index, for ever, and `Spec` has no behavior that stops before.
 */
export function tlaModule(
  trace: Pick<Trace, 'property' | 'spec' | 'tool'> & {
    readonly sought?: unknown;
    readonly witnesses: readonly { readonly message: string }[];
  },
  variables: readonly string[],
  states: readonly TlaState[],
  loop?: number,
): string {
  const { property, witnesses, spec, tool } = trace;
  const list = states.map(
    (state, k) => `    \\* ${comment(state.comment)}\n    ${state.text}${k < states.length - 1 ? ',' : ''}`,
  );
  const all = [...variables, 'position'].join(', ');
  return `---- MODULE RaftcheckTrace ----
\\* ${comment(kindWords(trace))} (spec ${comment(spec)}), exported by raftcheck ${comment(tool.version)}.
\\* ${comment(property.sentence)}
${witnesses.map(({ message }) => `\\* At the end: ${comment(message)}`).join('\n')}
EXTENDS Integers, Sequences, TLC

VARIABLES ${all}

vars == <<${all}>>

States == <<
${list.join('\n')}
>>

IsState(k) ==
${variables.map((name) => `    /\\ ${name} = States[k].${name}`).join('\n')}

IsNextState(k) ==
${variables.map((name) => `    /\\ ${name}' = States[k].${name}`).join('\n')}

Init == position = 1 /\\ IsState(1)

${nextOf(states.length, loop)}
====
`;
}

/** TLA+ counts from 1: the last state is the one at `loop + 1`, and what comes after that one comes after it. */
function nextOf(states: number, loop: number | undefined): string {
  const onwards = ['position < Len(States)', "position' = position + 1", 'IsNextState(position + 1)'];
  if (loop === undefined) {
    const steps = onwards.map((line) => `    /\\ ${line}`).join('\n');
    return `Next ==\n${steps}\n\nSpec == Init /\\ [][Next]_vars`;
  }
  const again = ['position = Len(States)', `position' = ${loop + 2}`, `IsNextState(${loop + 2})`];
  const ways = loop === states - 1 ? [onwards] : [onwards, again];
  const steps = ways.map((way) => `    \\/ /\\ ${way.join('\n       /\\ ')}`).join('\n');
  return `Next ==\n${steps}\n\nSpec == Init /\\ [][Next]_vars /\\ WF_vars(Next)`;
}

export function value(of: unknown): string {
  if (typeof of === 'boolean') return of ? 'TRUE' : 'FALSE';
  if (typeof of === 'number')
    return Number.isInteger(of) && Math.abs(of) <= largest ? String(of) : text(String(of));
  if (typeof of === 'string') return text(of);
  if (Array.isArray(of)) return `<<${of.map(value).join(', ')}>>`;
  if (typeof of === 'object' && of !== null) return record(of);
  return text('none');
}

/** A record, or a function where a key is no field name of TLA+. */
export function record(of: object): string {
  const fields = Object.entries(of).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '<<>>';
  if (fields.every(([key]) => /^[a-z][A-Za-z0-9]*$/.test(key))) {
    return `[${fields.map(([key, field]) => `${key} |-> ${value(field)}`).join(', ')}]`;
  }
  const domain = (key: string): string => (/^\d+$/.test(key) ? key : text(key));
  return `(${fields.map(([key, field]) => `${domain(key)} :> ${value(field)}`).join(' @@ ')})`;
}

/** A TLA+ string has ASCII characters only, and few escapes: whatever else there is, is shown by its number. */
function text(of: string): string {
  const plain = of.replace(/["\\]/g, '\\$&').replace(/[^ -~]/gu, (sign) => `<${sign.codePointAt(0)}>`);
  return `"${plain}"`;
}

/** A comment on one line, in ASCII. */
function comment(of: string): string {
  return of.replace(/[^ -~]+/g, ' ');
}
