/**
 * Expressions asked of plain data: of the states of a system of one's own, whose shape nobody has declared. The language is that of
 * docs/expressions.md; the names at the top are the keys of a state (`state` is the whole), and a word of it stands in quotes.
 */
import { parse } from './parser.ts';
import { print } from './print.ts';
import { BadExpression, type Binary, type Expression, type Name, type Quantified } from './syntax.ts';

/** Values by name. Undefined: none. */
type Scope = ReadonlyMap<string, unknown>;

/**
 * Whether the text holds in a state. `examples`: states whose keys the text may name, and in which it is true, false or none. Throws
 * BadExpression.
 */
export function onPlain(text: string, examples: readonly unknown[]): (state: unknown) => boolean {
  const expression = parse(text);
  const known = new Set(['state', ...examples.flatMap(keysOf)]);
  mustBeKnown(expression, known);
  for (const example of examples) {
    const value = evaluate(expression, scopeOf(example));
    if (value === undefined || typeof value === 'boolean') continue;
    throw new BadExpression(`\`${print(expression)}\` is neither true nor false`, expression, {
      expected: 'an expression that is one of the two, such as a comparison',
    });
  }
  return (state) => evaluate(expression, scopeOf(state)) === true;
}

function keysOf(state: unknown): string[] {
  return isRecord(state) ? Object.keys(state) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scopeOf(state: unknown): Scope {
  return new Map<string, unknown>([
    ['state', state],
    ...(isRecord(state) ? Object.keys(state).map((key) => [key, Reflect.get(state, key)] as const) : []),
  ]);
}

/** Every name is a key or a variable, and every quantifier goes through something. */
function mustBeKnown(expression: Expression, known: ReadonlySet<string>): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'name':
      if (!known.has(expression.name)) throw unknownName(expression, known);
      return;
    case 'field':
    case 'not':
    case 'size':
      mustBeKnown(expression.of, known);
      return;
    case 'element':
      mustBeKnown(expression.of, known);
      mustBeKnown(expression.index, known);
      return;
    case 'binary':
      mustBeKnown(expression.left, known);
      mustBeKnown(expression.right, known);
      return;
    case 'quantified': {
      const { names, domain, body } = expression;
      if (domain === null) {
        throw new BadExpression('a system has no nodes to go through', names[0], {
          expected: `${names[0].name} in a list of the state`,
          hint: `known: ${[...known].join(', ')}`,
        });
      }
      mustBeKnown(domain, known);
      mustBeKnown(body, new Set([...known, ...names.map(({ name }) => name)]));
    }
  }
}

function unknownName(expression: Name, known: ReadonlySet<string>): BadExpression {
  const { name } = expression;
  return new BadExpression(`a state has no \`${name}\``, expression, {
    expected: [...known].join(', '),
    hint: `a text stands in quotes: "${name}"`,
    meant: { word: name, known: [...known] },
  });
}

function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value ?? undefined;
    case 'name':
      return scope.get(expression.name) ?? undefined;
    case 'field':
      return partOf(evaluate(expression.of, scope), expression.field.name);
    case 'element':
      return partOf(evaluate(expression.of, scope), evaluate(expression.index, scope));
    case 'not':
      return evaluate(expression.of, scope) !== true;
    case 'size':
      return elementsOf(evaluate(expression.of, scope)).length;
    case 'quantified':
      return quantified(expression, scope);
    case 'binary':
      return binary(expression, scope);
  }
}

function partOf(of: unknown, key: unknown): unknown {
  if (typeof of !== 'object' || of === null || key === undefined) return undefined;
  return Object.hasOwn(of, String(key)) ? (Reflect.get(of, String(key)) ?? undefined) : undefined;
}

/** Of a list its elements, of a mapping its values; of anything else none. */
function elementsOf(of: unknown): readonly unknown[] {
  if (Array.isArray(of)) return of;
  return isRecord(of) ? Object.keys(of).map((key) => Reflect.get(of, key)) : [];
}

/** Names in one list are different elements. */
function quantified({ how, names, domain, body }: Quantified, scope: Scope): unknown {
  const elements = elementsOf(domain === null ? undefined : evaluate(domain, scope));
  let [all, held] = [0, 0];
  const from = (k: number, chosen: readonly number[], within: Scope): void => {
    if (k === names.length) {
      all++;
      if (evaluate(body, within) === true) held++;
      return;
    }
    for (let i = 0; i < elements.length; i++) {
      if (chosen.includes(i)) continue;
      from(k + 1, [...chosen, i], new Map([...within, [names[k].name, elements[i]]]));
    }
  };
  from(0, [], scope);
  return how === 'count' ? held : how === 'all' ? held === all : held > 0;
}

function binary({ operator, left, right }: Binary, scope: Scope): unknown {
  const [a, b] = [() => evaluate(left, scope), () => evaluate(right, scope)];
  switch (operator) {
    case '->':
      return a() !== true || b() === true;
    case 'and':
      return a() === true && b() === true;
    case 'or':
      return a() === true || b() === true;
    case '==':
      return same(a(), b());
    case '!=':
      return !same(a(), b());
    case 'in':
      return isIn(a(), b());
    case 'not in':
      return !isIn(a(), b());
    default:
      return ofNumbers(operator, a(), b());
  }
}

function ofNumbers(operator: '<' | '<=' | '>' | '>=' | '+' | '-' | '*', a: unknown, b: unknown): unknown {
  const compares = operator.startsWith('<') || operator.startsWith('>');
  if (typeof a !== 'number' || typeof b !== 'number') return compares ? false : undefined;
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
  }
}

/** An element of a list, or a key of a mapping. */
function isIn(a: unknown, b: unknown): boolean {
  return Array.isArray(b)
    ? b.some((one) => same(one, a))
    : isRecord(b) && a !== undefined && Object.hasOwn(b, String(a));
}

/** Equal as data: the order of keys does not count. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return (a ?? undefined) === (b ?? undefined);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return (
    left.length === right.length &&
    left.every((key) => Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
