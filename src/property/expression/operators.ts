/**
 * What operators make of two terms. What is none is equal to nothing but none, and neither less nor more than anything.
 */
import type { EntryView } from '../../cluster/view.ts';
import { print } from './print.ts';
import { BadExpression, type Binary, type Operator } from './syntax.ts';
import type { Env, Run, Term } from './term.ts';
import {
  bool,
  comparable,
  elementsOf,
  elementType,
  equality,
  isNodeOrName,
  nameOf,
  number,
  record,
  type Type,
  typeName,
} from './types.ts';

/** Of two that are true or false. */
export function connect(source: Binary, left: Term, right: Term): Term {
  const [a, b] = [left.run, right.run];
  const relevantLeft = (env: Env): boolean => left.relevant?.(env) ?? true;
  const relevantRight = (env: Env): boolean => right.relevant?.(env) ?? true;
  const whole = { source, type: bool, optional: false, parts: [left, right] };
  switch (source.operator) {
    case '->':
      return {
        ...whole,
        run: (env) => a(env) !== true || b(env) === true,
        relevant: (env) => a(env) === true && relevantRight(env),
      };
    case 'and':
      return {
        ...whole,
        run: (env) => a(env) === true && b(env) === true,
        relevant: (env) => relevantLeft(env) || relevantRight(env),
      };
    default:
      return { ...whole, run: (env) => a(env) === true || b(env) === true };
  }
}

/** A whole number, exact whatever its size. */
type Whole = number | bigint;
type Numeric = (a: Whole, b: Whole) => Whole | boolean;

const numeric: Readonly<Partial<Record<Operator, Numeric>>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => exact(Number(a) + Number(b), () => BigInt(a) + BigInt(b)),
  '-': (a, b) => exact(Number(a) - Number(b), () => BigInt(a) - BigInt(b)),
  '*': (a, b) => exact(Number(a) * Number(b), () => BigInt(a) * BigInt(b)),
};

/** What numbers may have rounded is calculated again; of two that are equal both are of the same type. */
function exact(near: number, whole: () => bigint): Whole {
  if (Number.isSafeInteger(near)) return near;
  const value = whole();
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Comparisons and sums. Throws BadExpression where the operands do not fit. */
export function compare(source: Binary, left: Term, right: Term): Term {
  const { operator } = source;
  const calculate = numeric[operator];
  if (calculate !== undefined) return calculated(source, left, right, calculate);
  const isIn = operator === 'in' || operator === 'not in';
  const run = isIn ? membership(left, right) : equal(source, left, right);
  const negated = operator === '!=' || operator === 'not in';
  return {
    source,
    type: bool,
    optional: false,
    parts: [left, right],
    run: negated ? (env) => run(env) !== true : run,
  };
}

function calculated(source: Binary, left: Term, right: Term, calculate: Numeric): Term {
  for (const { type, source: part } of [left, right]) {
    if (type.kind === 'number') continue;
    const hint = isNodeOrName(type) ? 'nodes are compared by == and != alone' : undefined;
    throw new BadExpression(`\`${print(part)}\` is ${typeName(type)}`, part, { expected: 'a number', hint });
  }
  const sum = ['+', '-', '*'].includes(source.operator);
  const missing = sum ? undefined : false;
  const run: Run = (env) => {
    const [a, b] = [left.run(env), right.run(env)];
    return a === undefined || b === undefined ? missing : calculate(a as Whole, b as Whole);
  };
  const optional = sum && (left.optional || right.optional);
  return { source, type: sum ? number : bool, optional, parts: [left, right], run };
}

function equal(source: Binary, left: Term, right: Term): Run {
  if (!comparable(left.type, right.type)) throw unlike(source, left, right);
  const [a, b] = [left.run, right.run];
  if (isNodeOrName(left.type) || isNodeOrName(right.type)) return (env) => nameOf(a(env)) === nameOf(b(env));
  const same = equality(left.type);
  return (env) => {
    const [one, other] = [a(env), b(env)];
    return one === undefined || other === undefined ? one === other : same(one, other);
  };
}

function unlike(source: Binary, left: Term, right: Term): BadExpression {
  const [a, b] = [left, right].map(({ type }) => typeName(type));
  const either = (is: (type: Type) => boolean): boolean => is(left.type) || is(right.type);
  const number = either(({ kind }) => kind === 'number') && either(isNodeOrName);
  const quoted = either(({ kind }) => kind === 'word') && either(({ kind }) => kind === 'text');
  const hint = number
    ? 'a node is written by its name: n1'
    : quoted
      ? 'such a word is written without quotes'
      : undefined;
  const written = `\`${print(left.source)}\` and \`${print(right.source)}\``;
  if (a === b) {
    const expected =
      'values that == compares: numbers, words, text, nodes, sets of nodes, entries or positions';
    return new BadExpression(`${written} cannot be compared: each is ${a}`, source, { expected, hint });
  }
  return new BadExpression(`${written} are never equal`, source, {
    expected: `two values of the same kind; the first is ${a}, the second ${b}`,
    hint,
  });
}

function membership(left: Term, right: Term): Run {
  const element = elementType(right.type);
  const ofNodes = element?.kind === 'name' && isNodeOrName(left.type);
  const ofEntries = element !== undefined && isEntry(element) && isEntry(left.type);
  if (!ofNodes && !ofEntries) {
    throw new BadExpression(
      `\`${print(left.source)}\` cannot be in \`${print(right.source)}\``,
      left.source,
      {
        expected: `a node in a set of nodes, or an entry in a log, and not ${typeName(left.type)} in ${typeName(right.type)}`,
      },
    );
  }
  if (ofNodes) {
    return (env) => {
      const name = nameOf(left.run(env));
      return name !== undefined && elementsOf(right.type, right.run(env)).includes(name);
    };
  }
  const same = equality(record('entry'));
  return (env) => {
    const entry = left.run(env) as EntryView | undefined;
    return entry !== undefined && elementsOf(right.type, right.run(env)).some((other) => same(entry, other));
  };
}

function isEntry(type: Type): boolean {
  return type.kind === 'record' && type.record === 'entry';
}
