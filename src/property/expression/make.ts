/**
 * What terms are made of: values, fields, elements and quantifiers as functions of what is looked at.
 */
import { entryAt, type LogView, type NodeView } from '../../cluster/view.ts';
import { type Field, fields, logFields } from './fields.ts';
import type { Expression } from './syntax.ts';
import { type Bound, choose, type Run, type Term, type Way } from './term.ts';
import { bool, isNode, nameOf, none, number, type Type, text } from './types.ts';

export const itself: Way = { name: '', get: (node) => node };

export function further(way: Way, name: string, get: Field['get']): Way {
  const found = (node: NodeView): unknown => {
    const given = way.get(node);
    return given === undefined ? undefined : get(given);
  };
  return { name: way.name === '' ? name : `${way.name}.${name}`, get: found };
}

export function plain(source: Expression, type: Type, run: Run, parts: readonly Term[] = []): Term {
  return { source, type, optional: type.kind === 'name', run, parts };
}

export function literal(source: Expression & { kind: 'literal' }): Term {
  const { value } = source;
  if (value === null) return { ...plain(source, none, () => undefined), optional: true };
  const type = typeof value === 'number' ? number : typeof value === 'string' ? text : bool;
  return plain(source, type, () => value);
}

export function fieldsOf(type: Type): Readonly<Record<string, Field>> | undefined {
  if (type.kind === 'log') return logFields;
  return type.kind === 'record' ? fields[type.record] : undefined;
}

/** The value of a term as a key: nodes by their names. */
export function keyOf(term: Term): Run {
  return isNode(term.type) || term.type.kind === 'name' ? (env) => nameOf(term.run(env)) : term.run;
}

export function tableElement(to: Type): (table: unknown, key: unknown) => unknown {
  const missing = to.kind === 'many' ? [] : undefined;
  return (table, key) => {
    if (table === undefined || key === undefined) return missing;
    return Object.hasOwn(table as object, String(key)) ? Reflect.get(table as object, String(key)) : missing;
  };
}

export function logElement(of: unknown, index: unknown): unknown {
  return of === undefined || index === undefined ? undefined : entryAt(of as LogView, Number(index));
}

export function quantify({ how, slots, elements, body }: Bound): Run {
  switch (how) {
    case 'some':
      return (env) => choose(env, elements(env), slots, () => body.run(env) === true);
    case 'all':
      return (env) => !choose(env, elements(env), slots, () => body.run(env) !== true);
    case 'count':
      return (env) => {
        let count = 0;
        choose(env, elements(env), slots, () => {
          if (body.run(env) === true) count++;
          return false;
        });
        return count;
      };
  }
}
