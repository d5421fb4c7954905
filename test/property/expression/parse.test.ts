/** Expressions as text: what is read and written again is the same, and what cannot be read is told where it goes wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longest } from '../../../src/property/expression/lexer.ts';
import { parse, reserved } from '../../../src/property/expression/parser.ts';
import { print } from '../../../src/property/expression/print.ts';
import { BadExpression, type Expression, operators } from '../../../src/property/expression/syntax.ts';

const nowhere = { from: 0, to: 0 };
const spans = { from: fc.constant(0), to: fc.constant(0) };

/** The same without places. */
function bare(expression: Expression): unknown {
  return JSON.parse(
    JSON.stringify(expression, (key, value) => (key === 'from' || key === 'to' ? undefined : value)),
  );
}

const name = fc
  .stringMatching(/^[A-Za-z_]\w{0,5}(-[A-Za-z]\w{0,3})?$/)
  .filter((word) => !reserved.some((one) => one === word));
const binding = name.map((word) => ({ name: word, ...nowhere }));

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      fc.record({
        kind: fc.constant('literal' as const),
        value: fc.oneof(fc.nat(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[^\n]*$/)),
        ...spans,
      }),
      fc.record({ kind: fc.constant('name' as const), name, ...spans }),
      fc.record({ kind: fc.constant('field' as const), of: inner, field: binding, ...spans }),
      fc.record({ kind: fc.constant('element' as const), of: inner, index: inner, ...spans }),
      fc.record({ kind: fc.constant('not' as const), of: inner, ...spans }),
      fc.record({ kind: fc.constant('size' as const), of: inner, ...spans }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators.flat()),
        left: inner,
        right: inner,
        ...spans,
      }),
      fc.record({
        kind: fc.constant('quantified' as const),
        how: fc.constantFrom('all' as const, 'some' as const, 'count' as const),
        names: fc.array(binding, { minLength: 1, maxLength: 3 }),
        domain: fc.option(inner),
        body: inner,
        ...spans,
      }),
    ),
  };
});

describe('an expression', () => {
  it('that is written and read again is the same', () => {
    fc.assert(
      fc.property(expression, (given) => {
        const text = print(given);
        fc.pre(text.length <= longest);
        expect(bare(parse(text))).toEqual(bare(given));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['all n: n.role == leader -> n.log.last.term <= n.term'],
    ['all a, b: a.term == b.term and a.role == leader -> b.role != leader'],
    ['some m in messages: m.type == MsgApp and count(m.entries) > 1'],
    ['(all n: n.up) -> some n: n.role == leader'],
    ['not (a or b) and c -> d -> e'],
    ['(a -> b) -> c'],
    ['a - (b - c) * 2 + 1 <= count(n: n.vote == x) * 2'],
    ['count(v in n.config.voters: v not in m.config.voters) == 0'],
    ['n.log[before.commit + 1] == none or text == "say \\"so\\" \\\\"'],
    ['not all n: not some m: n == m'],
  ])('in its shortest form is written as it was: %s', (text) => {
    expect(print(parse(text))).toBe(text);
  });

  it('is read with the signs of other languages, and written with words', () => {
    expect(print(parse('!(a && b) || n1.role==leader'))).toBe('not (a and b) or n1.role == leader');
  });

  it('has places', () => {
    const found = parse('all n: n.term <= 3');
    expect(found).toMatchObject({ from: 0, to: 18, body: { from: 7, to: 18, right: { from: 17, to: 18 } } });
  });
});

/** The expression, the place that is told, the message, and what else is said. */
const bad: readonly [string, string, string, string][] = [
  ['', '', 'the expression ends too early', 'a value'],
  ['all n n.up', 'n', '`n` cannot stand here', '`:`'],
  ['all n: n.term = 3', '=', '`=` means nothing here', '`=` is written `==`'],
  ['all n: n.up /\\ n.up', '/\\', 'means nothing here', '`/\\` is written `and`'],
  ['a < b < c', '<', '`<` cannot stand here', 'a comparison is of two'],
  ['forall n: n.up', 'forall', '`forall` is no quantifier', 'is written `all n: ...`'],
  ['exists n: n.up', 'exists', '`exists` is no quantifier', 'is written `some n: ...`'],
  ['n.data == "open', '"', 'means nothing here', 'double quotes'],
  ["n.data == 'x'", "'", 'means nothing here', 'double quotes'],
  ['all n: n.', '', 'the expression ends too early', 'the name of a field'],
  ['all 3: true', '3', '`3` cannot stand here', 'a name, such as n'],
  ['all in: true', 'in', '`in` cannot stand here', 'a name, such as n'],
  ['(a', '', 'the expression ends too early', '`)`'],
  ['a b', 'b', '`b` cannot stand here', '`and`, `or`, `->`, or the end'],
  ['1 + all n: n.up', 'all', '`all` cannot stand here', 'into brackets'],
  ['1 < 9007199254740992', '9007199254740992', 'the number is too large', '9007199254740991 at most'],
  ['n.log[1', '', 'ends too early', '`]`'],
  ['count(n: n.up', '', 'ends too early', '`)`'],
  ['a == 💥', '💥', '`💥` means nothing here', ''],
];

describe('what is no expression', () => {
  it.each(bad)('is told at its place: %s', (text, place, message, more) => {
    const error = caught(() => parse(text));
    const rest = [error.expected, error.hint].join(' ');
    expect([error.message, rest]).toEqual([expect.stringContaining(message), expect.stringContaining(more)]);
    expect(text.slice(error.span.from, error.span.to)).toBe(place);
  });

  it('may be as deep as it likes', () => {
    for (const text of [
      '('.repeat(900),
      'not '.repeat(400),
      '('.repeat(70),
      'a -> '.repeat(300),
      'a.'.repeat(900),
    ]) {
      expect(caught(() => parse(text))).toBeInstanceOf(BadExpression);
    }
    expect(caught(() => parse('a'.repeat(longest + 1)))).toMatchObject({
      message: 'the expression is too long',
      expected: '2000 characters at most',
    });
  });

  it('is never anything but told', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'an12 .,:()[]<>=!&|-+*"\\\n', 'all ', 'in ', 'count(', ' not '),
        }),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(BadExpression);
          }
        },
      ),
    );
  });
});

function caught(parsing: () => unknown): BadExpression {
  try {
    parsing();
  } catch (error) {
    if (error instanceof BadExpression) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}
