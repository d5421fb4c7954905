/**
 * An expression as its text has it: what parser.ts makes and print.ts writes. Nothing here knows what a name means.
 */

/** A part of a text: offsets in UTF-16 units, the second behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Between two operands, from what binds least to what binds most. Those of a row bind alike. */
export const operators = [
  ['->'],
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
  ['+', '-'],
  ['*'],
] as const;
export type Operator = (typeof operators)[number][number];

/** A name that a quantifier gives to what it goes through. */
export interface Binding extends Span {
  readonly name: string;
}

interface Literal extends Span {
  readonly kind: 'literal';
  /** Null: none. Text is what stands in quotes. */
  readonly value: number | string | boolean | null;
}

/** A variable, what a view has at its top, a node by its name, or a word such as leader. */
export interface Name extends Span {
  readonly kind: 'name';
  readonly name: string;
}

export interface FieldOf extends Span {
  readonly kind: 'field';
  readonly of: Expression;
  readonly field: Binding;
}

export interface ElementOf extends Span {
  readonly kind: 'element';
  readonly of: Expression;
  readonly index: Expression;
}

interface Not extends Span {
  readonly kind: 'not';
  readonly of: Expression;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `all a, b: ...`, `some e in n.log: ...`; without a domain it goes through the nodes. */
export interface Quantified extends Span {
  readonly kind: 'quantified';
  readonly how: 'all' | 'some' | 'count';
  readonly names: readonly Binding[];
  readonly domain: Expression | null;
  readonly body: Expression;
}

/** `count(n.log)`: how many there are. */
export interface Size extends Span {
  readonly kind: 'size';
  readonly of: Expression;
}

export type Expression = Literal | Name | FieldOf | ElementOf | Not | Binary | Quantified | Size;

/** What is wrong with an expression, and where. Whoever knows its file makes an error of the user's of it. */
export class BadExpression extends Error {
  readonly span: Span;
  readonly expected: string | undefined;
  readonly hint: string | undefined;
  /** The word that was mistyped, and those that can stand in its place. */
  readonly meant: { readonly word: string; readonly known: readonly string[] } | undefined;

  constructor(
    message: string,
    { from, to }: Span,
    more: Partial<Pick<BadExpression, 'expected' | 'hint' | 'meant'>> = {},
  ) {
    super(message);
    this.span = { from, to };
    this.expected = more.expected;
    this.hint = more.hint;
    this.meant = more.meant;
  }
}
