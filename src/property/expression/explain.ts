/**
 * Why an expression is true or false: the values of the parts that make it so. Of what nobody decides by looking at one thing (that no
 * message is such, how many nodes are) the whole is said.
 *
 *     all n: n.role == leader -> n.log.last.term <= n.term
 *     n2.role = leader, n2.log.last.term = 3, n2.term = 2
 */
import type { ConfigView, EntryView, LogView, MessageView } from '../../cluster/view.ts';
import { entryName, nodeNames } from '../currentstate.ts';
import { print } from './print.ts';
import type { Expression } from './syntax.ts';
import { choose, type Env, type Term } from './term.ts';
import { isNode, nameOf, type Type } from './types.ts';

/** What variables are called: n2 for n. */
export type Names = ReadonlyMap<string, string>;

/** Each once, in the order of the text. */
export function reasons(term: Term, env: Env, names: Names = new Map()): readonly string[] {
  return [...new Set(why(term, env, names))];
}

/** In one line. */
export function reason(term: Term, env: Env, names: Names): string {
  const found = reasons(term, env, names);
  return found.length === 0 ? `${print(term.source, names)} is ${String(term.run(env))}` : found.join(', ');
}

function why(term: Term, env: Env, names: Names): string[] {
  const { source, parts, bound } = term;
  const holds = term.run(env) === true;
  const of = (part: Term): string[] => why(part, env, names);
  if (source.kind === 'not') return of(parts[0]);
  if (bound !== undefined) return ofQuantifier(term, env, names, holds);
  if (source.kind !== 'binary') return value(term, env, names);
  const [left, right] = parts;
  const [a, b] = [left.run(env) === true, right.run(env) === true];
  switch (source.operator) {
    case '->':
      if (!holds) return [...of(left), ...of(right)];
      return a ? of(right) : of(left);
    case 'and':
      if (holds) return [...of(left), ...of(right)];
      return a ? of(right) : of(left);
    case 'or':
      if (!holds) return [...of(left), ...of(right)];
      return b && !a ? of(right) : of(left);
    default:
      return value(term, env, names);
  }
}

/** What was chosen that decides, and why that does; where nothing decides, the whole, and what it is compared with. */
function ofQuantifier(term: Term, env: Env, names: Names, holds: boolean): string[] {
  const bound = term.bound!;
  const { how, body, slots, element } = bound;
  if (how === 'count' || (how === 'all') === holds) {
    return [`${bracketed(term, names)} = ${shown(term.type, term.run(env))}`, ...outer(body, env, names)];
  }
  choose(env, bound.elements(env), slots, () => (body.run(env) === true) === holds);
  const inner = new Map(names);
  const said = slots.flatMap((slot, k) => {
    const chosen = env.variables[slot];
    const called = calledIn(term, element, chosen, names);
    if (called !== null) inner.set(bound.names[k], called);
    return called === null ? [`${bound.names[k]} = ${shown(element, chosen)}`] : [];
  });
  return [...said, ...why(body, env, inner)];
}

/** A name for what was chosen: a node's own, or an entry's place in its log; null where it has none. */
function calledIn(term: Term, element: Type, chosen: unknown, names: Names): string | null {
  if (isNode(element) || element.kind === 'name') return shown({ kind: 'name' }, chosen);
  const { source } = term;
  const domain = source.kind === 'quantified' ? source.domain : null;
  const isLog = domain !== null && term.parts[0].type.kind === 'log';
  return isLog ? `${print(domain, names)}[${(chosen as EntryView).index}]` : null;
}

/** Values that the text shows none of, and then those of what it is made of. */
function value(term: Term, env: Env, names: Names): string[] {
  const { source, parts } = term;
  switch (source.kind) {
    case 'literal':
      return [];
    case 'name':
      return isNode(term.type) || term.type.kind === 'name' || term.type.kind === 'word'
        ? []
        : [`${print(source, names)} = ${shown(term.type, term.run(env))}`];
    case 'binary':
    case 'not':
      return parts.flatMap((part) =>
        part.type.kind === 'bool' ? why(part, env, names) : value(part, env, names),
      );
    case 'quantified':
      return ofQuantifier(term, env, names, term.run(env) === true);
    case 'field':
    case 'element':
    case 'size':
      return [...indices(term, env, names), `${print(source, names)} = ${shown(term.type, term.run(env))}`];
  }
}

/** The values in the brackets of `n.log[m.commit].term`. */
function indices({ source, parts }: Term, env: Env, names: Names): string[] {
  if (source.kind !== 'field' && source.kind !== 'element') return [];
  const [of, index] = parts;
  return [...indices(of, env, names), ...(index === undefined ? [] : value(index, env, names))];
}

/** What a body says of variables that are bound outside of it. */
function outer(body: Term, env: Env, names: Names): string[] {
  if (body.way !== undefined && body.way.name !== '') {
    const root = rootOf(body.source);
    return root !== null && names.has(root) ? value(body, env, names) : [];
  }
  return body.parts.flatMap((part) => outer(part, env, names));
}

function rootOf(source: Expression): string | null {
  if (source.kind === 'field' || source.kind === 'element') return rootOf(source.of);
  return source.kind === 'name' ? source.name : null;
}

function bracketed({ source, type }: Term, names: Names): string {
  const text = print(source, names);
  return type.kind === 'bool' ? `(${text})` : text;
}

/** A value in words. */
export function shown(type: Type, given: unknown): string {
  if (given === undefined) return 'none';
  switch (type.kind) {
    case 'bool':
    case 'number':
    case 'word':
      return String(given);
    case 'text':
      return JSON.stringify(given);
    case 'name':
      return nameOf(given) === undefined ? 'none' : `n${nameOf(given)}`;
    case 'log':
      return listed((given as LogView).log.map(entryName));
    case 'many':
      return listed((given as readonly unknown[]).map((one) => shown(type.of, one)));
    case 'table':
      return JSON.stringify(given);
    case 'record':
      return recordShown(type.record, given);
    case 'none':
      return 'none';
  }
}

function recordShown(record: string, given: unknown): string {
  switch (record) {
    case 'node':
      return `n${nameOf(given)}`;
    case 'entry':
      return entryName(given as EntryView);
    case 'position':
    case 'snapshot': {
      const { index, term } = given as LogView['snapshot'];
      return `${index}@${term}`;
    }
    case 'message': {
      const { type, from, to, term } = given as MessageView;
      return `${type} from n${from} to n${to}${term === undefined ? '' : ` of term ${term}`}`;
    }
    case 'config':
      return `voters ${nodeNames((given as ConfigView).voters)}`;
    case 'action':
      return (given as { readonly kind: string }).kind;
    default:
      return JSON.stringify(given);
  }
}

function listed(words: readonly string[]): string {
  return `[${words.join(', ')}]`;
}
