/**
 * An expression as text, with no more brackets than it needs: parsed again it is the same.
 */
import { type Expression, type Operator, operators } from './syntax.ts';

/** What a variable is called instead: by its name, text. */
export type Renames = ReadonlyMap<string, string>;

const none: Renames = new Map();
/** How tightly `not` binds: more than and, less than comparisons. */
const notLevel = 3;
const valueLevel = operators.length + 1;

/** `renames`: what stands in the place of variables, such as n2 for n. */
export function print(expression: Expression, renames: Renames = none): string {
  return written(expression, 0, true, renames);
}

/**
 * `level`: what binds less needs brackets. `last`: nothing follows it outside of brackets, so that a quantifier, which goes as far as
 * it can, needs none.
 */
function written(expression: Expression, level: number, last: boolean, renames: Renames): string {
  const bracketed = (own: number, text: (inner: boolean) => string, isOpen = false): string =>
    own < level || (isOpen && !last) ? `(${text(true)})` : text(last);
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'name':
      return renames.get(expression.name) ?? expression.name;
    case 'field':
      return `${written(expression.of, valueLevel, false, renames)}.${expression.field.name}`;
    case 'element':
      return `${written(expression.of, valueLevel, false, renames)}[${print(expression.index, renames)}]`;
    case 'size':
      return `count(${written(expression.of, levelOf('+'), true, renames)})`;
    case 'not':
      return bracketed(notLevel, (inner) => `not ${written(expression.of, notLevel, inner, renames)}`);
    case 'quantified': {
      const { how } = expression;
      if (how === 'count') return `count(${bound(expression, renames)})`;
      return bracketed(notLevel, () => `${how} ${bound(expression, renames)}`, true);
    }
    case 'binary': {
      const { operator, left, right } = expression;
      const own = levelOf(operator);
      const [before, after] = sides(operator, own);
      return bracketed(own, (inner) => {
        const first = written(left, before, false, renames);
        return `${first} ${operator} ${written(right, after, inner, renames)}`;
      });
    }
  }
}

/** The levels of both operands: one that binds like the operator itself needs brackets on one side, or on both. */
function sides(operator: Operator, own: number): readonly [number, number] {
  if (operator === '->') return [own + 1, own];
  if (own === levelOf('==')) return [own + 1, own + 1];
  return [own, own + 1];
}

function bound(expression: Expression & { kind: 'quantified' }, renames: Renames): string {
  const { names, domain, body } = expression;
  const inner = new Map(renames);
  for (const { name } of names) inner.delete(name);
  const list = names.map(({ name }) => name).join(', ');
  const within = domain === null ? '' : ` in ${written(domain, levelOf('+'), true, renames)}`;
  return `${list}${within}: ${print(body, inner)}`;
}

function literal(value: number | string | boolean | null): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value);
}

/** From 0; `not` stands between and and comparisons. */
function levelOf(operator: Operator): number {
  const row = operators.findIndex((some) => (some as readonly Operator[]).includes(operator));
  return row >= notLevel ? row + 1 : row;
}
