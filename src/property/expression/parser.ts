/**
 * From text to an expression.
 *
 *     expression  = or [ "->" expression ]                            to the right: a -> b -> c is a -> (b -> c)
 *     or          = and { "or" and }
 *     and         = not { "and" not }
 *     not         = "not" not | quantified | compared
 *     quantified  = ("all" | "some") names [ "in" sum ] ":" expression      as far as it goes
 *     compared    = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") sum ]
 *     sum         = product { ("+" | "-") product }
 *     product     = part { "*" part }
 *     part        = value { "." name | "[" expression "]" }
 *     value       = number | text | "true" | "false" | "none" | name | "(" expression ")"
 *                 | "count" "(" ( sum | names [ "in" sum ] ":" expression ) ")"
 *     names       = name { "," name }
 *
 * `&&`, `||` and `!` are read as and, or and not.
 */
import { type Token, tokens } from './lexer.ts';
import { BadExpression, type Binding, type Expression, type Operator, type Span } from './syntax.ts';

/** Words that are no names. */
export const reserved = ['all', 'some', 'count', 'in', 'and', 'or', 'not', 'true', 'false', 'none'] as const;

const comparisons = ['==', '!=', '<', '<=', '>', '>=', 'in'] as const satisfies readonly Operator[];
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, none: null };
/** What other languages begin a quantifier with. */
const otherQuantifiers: Readonly<Record<string, string>> = {
  forall: 'all',
  every: 'all',
  any: 'some',
  exists: 'some',
  no: 'not some',
};

/** Brackets and quantifiers in each other. */
const deepest = 64;

/** Throws BadExpression. */
export function parse(source: string): Expression {
  const parser = new Parser(source);
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = tokens(source);
  }

  whole(): Expression {
    const found = this.#expression();
    if (this.#next.kind === 'end') return found;
    const { text } = this.#next;
    if (comparisons.some((one) => one === text)) {
      throw this.#unexpected('nothing more', 'a comparison is of two: a < b and b < c');
    }
    throw this.#unexpected('`and`, `or`, `->`, or the end');
  }

  get #next(): Token {
    return this.#tokens[this.#at];
  }

  #is(...texts: readonly string[]): boolean {
    const { kind, text } = this.#next;
    return (kind === 'word' || kind === 'sign') && texts.includes(text);
  }

  /** The token, where it is one of these. */
  #take(...texts: readonly string[]): Token | null {
    return this.#is(...texts) ? this.#tokens[this.#at++] : null;
  }

  #must(text: string, hint?: string): Token {
    const found = this.#take(text);
    if (found !== null) return found;
    throw this.#unexpected(`\`${text}\``, hint);
  }

  #unexpected(expected: string, hint?: string): BadExpression {
    const { kind, text } = this.#next;
    const message = kind === 'end' ? 'the expression ends too early' : `\`${text}\` cannot stand here`;
    return new BadExpression(message, this.#next, { expected, hint });
  }

  /** Every way down leads through here. */
  #expression(): Expression {
    this.#depth++;
    if (this.#depth > deepest) {
      throw new BadExpression('too much is nested in each other', this.#next, {
        expected: `${deepest} levels at most`,
      });
    }
    const left = this.#chain(['or'], () => this.#chain(['and'], () => this.#not()));
    const made = this.#take('->') === null ? left : binary('->', left, this.#expression());
    this.#depth--;
    return made;
  }

  #chain(words: readonly Operator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const taken = this.#take(...words);
      if (taken === null) return left;
      left = binary(taken.text as Operator, left, operand());
    }
  }

  #not(): Expression {
    const negations: Token[] = [];
    for (let not = this.#take('not'); not !== null; not = this.#take('not')) negations.push(not);
    if (negations.length > deepest) throw new BadExpression('too much is nested in each other', negations[0]);
    const operand = this.#is('all', 'some') ? this.#quantified() : this.#compared();
    return negations.reduceRight<Expression>(
      (of, { from }) => ({ kind: 'not', of, from, to: of.to }),
      operand,
    );
  }

  #quantified(): Expression {
    const { text, from } = this.#tokens[this.#at++];
    return this.#bound(text === 'all' ? 'all' : 'some', from);
  }

  /** Names, the domain and what is said of them. */
  #bound(how: 'all' | 'some' | 'count', from: number): Expression {
    const names = [this.#binding()];
    while (this.#take(',') !== null) names.push(this.#binding());
    const domain = this.#take('in') === null ? null : this.#sum();
    this.#must(':', `as in \`${how === 'count' ? 'count(' : `${how} `}n: ...\``);
    const body = this.#expression();
    return { kind: 'quantified', how, names, domain, body, from, to: body.to };
  }

  #binding(): Binding {
    const { kind, text, from, to } = this.#next;
    if (kind !== 'word' || reserved.some((word) => word === text))
      throw this.#unexpected('a name, such as n');
    this.#at++;
    return { name: text, from, to };
  }

  #compared(): Expression {
    const left = this.#sum();
    const not = this.#is('not') && this.#tokens[this.#at + 1]?.text === 'in' ? this.#take('not') : null;
    const taken = this.#take(...comparisons);
    if (taken === null) return left;
    return binary(not === null ? (taken.text as Operator) : 'not in', left, this.#sum());
  }

  #sum(): Expression {
    return this.#chain(['+', '-'], () => this.#chain(['*'], () => this.#part()));
  }

  #part(): Expression {
    let part = this.#value();
    for (;;) {
      if (this.#take('.') !== null) {
        const { kind, text, from, to } = this.#next;
        if (kind !== 'word') throw this.#unexpected('the name of a field');
        this.#at++;
        part = { kind: 'field', of: part, field: { name: text, from, to }, from: part.from, to };
      } else if (this.#take('[') !== null) {
        const index = this.#expression();
        const { to } = this.#must(']');
        part = { kind: 'element', of: part, index, from: part.from, to };
      } else return part;
    }
  }

  #value(): Expression {
    const { kind, text, from, to } = this.#next;
    const span: Span = { from, to };
    if (this.#take('(') !== null) {
      const inner = this.#expression();
      return { ...inner, from, to: this.#must(')').to };
    }
    if (this.#take('count') !== null) return this.#count(from);
    if (kind === 'number') {
      if (!Number.isSafeInteger(Number(text)))
        throw new BadExpression('the number is too large', span, {
          expected: `${Number.MAX_SAFE_INTEGER} at most`,
        });
      this.#at++;
      return { kind: 'literal', value: Number(text), ...span };
    }
    if (kind === 'text') {
      this.#at++;
      return { kind: 'literal', value: text, ...span };
    }
    if (kind === 'word' && Object.hasOwn(constants, text)) {
      this.#at++;
      return { kind: 'literal', value: constants[text], ...span };
    }
    if (kind !== 'word' || reserved.some((one) => one === text)) throw this.#noValue();
    this.#refuseOtherQuantifier(text);
    this.#at++;
    return { kind: 'name', name: text, ...span };
  }

  #noValue(): BadExpression {
    const hint = this.#is('all', 'some') ? 'put it into brackets: (all n: ...)' : undefined;
    return this.#unexpected('a value: a name, a number, text, or an expression in brackets', hint);
  }

  /** `forall n: ...` is told at its first word, and not at the second. */
  #refuseOtherQuantifier(text: string): void {
    const meant = otherQuantifiers[text];
    if (meant === undefined || this.#tokens[this.#at + 1].kind !== 'word') return;
    throw new BadExpression(`\`${text}\` is no quantifier`, this.#next, {
      hint: `\`${text} n: ...\` is written \`${meant} n: ...\``,
    });
  }

  /** What stands in the brackets is names with a domain and a body, or what is counted. */
  #count(from: number): Expression {
    this.#must('(');
    const [first, second] = this.#tokens.slice(this.#at, this.#at + 2);
    const binds = first.kind === 'word' && second.kind !== 'end' && [',', ':', 'in'].includes(second.text);
    const made: Expression = binds
      ? this.#bound('count', from)
      : { kind: 'size', of: this.#sum(), from, to: from };
    return { ...made, to: this.#must(')').to };
  }
}

function binary(operator: Operator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right, from: left.from, to: right.to };
}
