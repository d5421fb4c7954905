/**
 * What values an expression has, and how they are compared. Nodes and their names are no numbers: nothing says that one is less
 * than another, so an expression says the same of nodes under other names unless it names one (n1). A node's name where it has none is none.
 */
import type { EntryView, LogView, NodeView } from '../../cluster/view.ts';

export type RecordName =
  | 'node'
  | 'durable'
  | 'entry'
  | 'position'
  | 'config'
  | 'progress'
  | 'message'
  | 'snapshot'
  | 'action';

export type Type =
  /** True or false. */
  | { readonly kind: 'bool' }
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  /** One of some words. `open`: text that is none of them can be meant as well, in quotes. */
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly open?: true }
  /** The name of a node, as a number from 1. */
  | { readonly kind: 'name' }
  | { readonly kind: 'record'; readonly record: RecordName }
  /** Entries behind a snapshot, each at its index: a LogView. */
  | { readonly kind: 'log' }
  /** Values in some order, which nothing here can ask for. */
  | { readonly kind: 'many'; readonly of: Type }
  /** What there is for a key, which may be nothing: what is many is none then. */
  | { readonly kind: 'table'; readonly key: Type; readonly to: Type }
  | { readonly kind: 'none' };

export const bool: Type = { kind: 'bool' };
export const number: Type = { kind: 'number' };
export const text: Type = { kind: 'text' };
export const nodeName: Type = { kind: 'name' };
export const log: Type = { kind: 'log' };
export const none: Type = { kind: 'none' };

export function record(name: RecordName): Type {
  return { kind: 'record', record: name };
}

export function many(of: Type): Type {
  return { kind: 'many', of };
}

/** In words, for people: `a number`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'true or false';
    case 'number':
      return 'a number';
    case 'text':
      return 'text';
    case 'word':
      return type.words.length > 6 ? 'a word' : `one of ${type.words.join(', ')}`;
    case 'name':
      return 'a node';
    case 'record':
      return recordNames[type.record];
    case 'log':
      return 'a log';
    case 'many':
      return type.of.kind === 'name' ? 'a set of nodes' : `a list, each ${typeName(type.of)}`;
    case 'table':
      return `a table by ${type.key.kind === 'name' ? 'nodes' : 'numbers'}`;
    case 'none':
      return 'none';
  }
}

const recordNames: Readonly<Record<RecordName, string>> = {
  node: 'a node',
  durable: 'what is on stable storage',
  entry: 'an entry',
  position: 'a position',
  config: 'a configuration',
  progress: 'the progress of a node',
  message: 'a message',
  snapshot: 'a snapshot',
  action: 'an action',
};

export function isNode(type: Type): boolean {
  return type.kind === 'record' && type.record === 'node';
}

/** A node, or the name of one: they stand for each other where they are compared. */
export function isNodeOrName(type: Type): boolean {
  return type.kind === 'name' || isNode(type);
}

/** What a quantifier goes through, or undefined. */
export function elementType(type: Type): Type | undefined {
  if (type.kind === 'log') return record('entry');
  return type.kind === 'many' ? type.of : undefined;
}

export function elementsOf(type: Type, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return type.kind === 'log' ? (value as LogView).log : (value as readonly unknown[]);
}

/** Whether two values of these types can be equal. */
export function comparable(a: Type, b: Type): boolean {
  if (b.kind === 'none') return true;
  if (isNodeOrName(a)) return isNodeOrName(b);
  switch (a.kind) {
    case 'record':
      return b.kind === 'record' && b.record === a.record && ['entry', 'position'].includes(a.record);
    case 'many':
      return b.kind === 'many' && a.of.kind === 'name' && b.of.kind === 'name';
    case 'word':
      return b.kind === 'word' ? b.words === a.words : a.open === true && b.kind === 'text';
    case 'text':
      return b.kind === 'text' || (b.kind === 'word' && b.open === true);
    case 'log':
    case 'table':
      return false;
    case 'none':
      return true;
    case 'bool':
    case 'number':
    case 'name':
      return b.kind === a.kind;
  }
}

type Equal = (a: unknown, b: unknown) => boolean;

const same: Equal = (a, b) => a === b;

/** How values of a type are compared, which are not none. Nodes are compared by their names (`nameOf`). */
export function equality(type: Type): Equal {
  if (type.kind === 'many') {
    return (a, b) => {
      const [one, other] = [new Set(a as number[]), new Set(b as number[])];
      return one.size === other.size && [...one].every((id) => other.has(id));
    };
  }
  if (type.kind !== 'record') return same;
  const fields =
    type.record === 'entry' ? (['index', 'term', 'type', 'data'] as const) : (['index', 'term'] as const);
  return (a, b) =>
    fields.every((field) => (a as EntryView)[field as 'index'] === (b as EntryView)[field as 'index']);
}

/** The name of a node that may be given as itself; what has none is none. */
export function nameOf(value: unknown): number | undefined {
  const id = typeof value === 'object' ? (value as NodeView | null)?.id : value;
  return typeof id === 'number' && id > 0 ? id : undefined;
}

/** As data by which JSON tells it apart from any other of its type. */
export function plainOf(type: Type, value: unknown): unknown {
  if (value === undefined || type.kind !== 'log') return value;
  const { snapshot, log: entries } = value as LogView;
  return [snapshot, entries];
}
