/**
 * From the text of an expression to its words and signs.
 *
 *     n.log.last.term <= 2      n . log . last . term <= 2
 *     pre-candidate             one word: a minus has a blank before or behind it
 */
import { BadExpression, type Span } from './syntax.ts';

export interface Token extends Span {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end';
  /** As the grammar has it: of text what stands in the quotes, and of `&&` the word that it is short for. */
  readonly text: string;
}

/** Characters of an expression. */
export const longest = 2000;

/** What others write for the same. */
const synonyms: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '!': 'not' };
/** What others write, and what is written here. */
const elsewhere: Readonly<Record<string, string>> = {
  '=': '==',
  '===': '==',
  '!==': '!=',
  '=>': '->',
  '/\\': 'and',
  '\\/': 'or',
  '&': 'and',
  '|': 'or',
  '~': 'not',
  '=<': '<=',
};

const blank = /\s+/y;
const number = /\d+/y;
const word = /[A-Za-z_]\w*(?:-[A-Za-z]\w*)*/y;
const text = /"([^"\\\n]|\\["\\])*"/y;
const strange = /===|!==|=>|=<|\/\\|\\\/|=(?!=)|&(?!&)|\|(?!\|)|~/y;
const sign = /->|==|!=|<=|>=|&&|\|\||[-<>!+*.,:()[\]]/y;

/** Throws BadExpression for what can stand in no expression. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  if (source.length > longest) {
    throw new BadExpression(
      'the expression is too long',
      { from: longest, to: source.length },
      {
        expected: `${longest} characters at most`,
        hint: 'a module of properties can be as long as it likes',
      },
    );
  }
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const add = (kind: Token['kind'], written: string, meaning = written): void => {
    found.push({ kind, text: meaning, from: at, to: at + written.length });
    at += written.length;
  };
  for (;;) {
    at += match(blank)?.length ?? 0;
    if (at >= source.length) break;
    const digits = match(number);
    const letters = match(word);
    const quoted = match(text);
    if (digits !== null) add('number', digits);
    else if (letters !== null) add('word', letters);
    else if (quoted !== null) add('text', quoted, quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
    else addSign();
  }
  add('end', '');
  return found;

  function addSign(): void {
    const other = match(strange);
    if (other !== null) throw unknown(other, `\`${other}\` is written \`${elsewhere[other]}\``);
    const known = match(sign);
    if (known === null) {
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
      throw unknown(character, character === '"' || character === "'" ? quotes : undefined);
    }
    const meaning = synonyms[known];
    add(meaning === undefined ? 'sign' : 'word', known, meaning ?? known);
  }

  function unknown(written: string, hint: string | undefined): BadExpression {
    const span = { from: at, to: at + written.length };
    return new BadExpression(`\`${written}\` means nothing here`, span, { hint });
  }
}

const quotes = 'text stands in double quotes, which must be closed in the same line';
