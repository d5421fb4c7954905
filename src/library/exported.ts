/**
 * A Raft that a file exports, as a core for every command: `raftcheck raft --core mine.ts`. It is what `defineRaft` takes, and may
 * say of itself what a driver says in its hello (docs/core-protocol.md).
 */
import { nearest, oneOf } from '../base/suggest.ts';
import type { Input } from '../cluster/adapter.ts';
import type { Model } from '../cluster/model.ts';
import { shown } from '../system/onlooker.ts';
import type { RaftCore } from './raft.ts';

export interface ExportedCore<S, M> extends RaftCore<S, M> {
  /** Default: the name of the file. */
  readonly name?: string;
  readonly version?: string;
  /** The inputs that it takes. Default: deliver, timeout, heartbeat, propose, crash and restart. */
  readonly offers?: readonly Input<M>['kind'][];
  /** What of a model it can be asked for, besides the default: values, or true for any. */
  readonly settings?: { readonly [Key in keyof Model]?: true | readonly Model[Key][] };
  /**
   * Who reads a message of a type. A guess, verified in every search, by which messages that have come too late are found: `term`,
   * who is not beyond its term; `count`, the candidate of its term; `lead`, the leader of its term. Default: nothing is guessed.
   */
  readonly messages?: 'etcd' | 'paper' | 'openraft' | Readonly<Record<string, 'term' | 'count' | 'lead'>>;
}

/** Why a module gives no core, as an answer to hello. */
export interface NoCore {
  readonly refused: string;
  readonly expected: string;
}

const parts = ['init', 'step', 'restart', 'view', 'viewMessage'] as const;
/** Any other key is the module's own business, unless it looks like one of these. */
const known = [...parts, 'encode', 'name', 'version', 'offers', 'settings', 'messages', 'kind'];
const functions = `one export with the functions ${parts.join(', ')} (what defineRaft takes)`;
const expected = `${functions}, or init and next (defineSystem)`;

/** The core among what a module exports: its default export, or the only one that is a core. */
export function coreOf(module: Readonly<Record<string, unknown>>): ExportedCore<unknown, unknown> | NoCore {
  if (isCore(module.default)) return mistyped(module.default) ?? module.default;
  const exported = namedIn(module);
  const cores = exported.filter(([, value]) => isCore(value));
  if (cores.length === 1) {
    const core = cores[0][1] as ExportedCore<unknown, unknown>;
    return mistyped(core) ?? core;
  }
  if (cores.length > 1)
    return { refused: `${cores.length} cores: ${cores.map(([name]) => name).join(', ')}`, expected };
  const system = exported.find(([, value]) => isSystem(value));
  if (system !== undefined)
    return { refused: `${system[0]}, a system of one's own`, expected: `a Raft: ${functions}` };
  const seen = exported.map(([name, value]) => `${name}, ${kindOf(value)}`);
  return { refused: seen.join('; ') || 'a module without exports', expected };
}

/** A key that looks like one of a core's: what it says would be left out without a word. */
function mistyped(core: ExportedCore<unknown, unknown>): NoCore | null {
  const key = Object.keys(core).find((one) => !known.includes(one) && nearest(one, known).length > 0);
  if (key === undefined) return null;
  return { refused: `the key ${key}`, expected: `${known.join(', ')}: ${oneOf(nearest(key, known))}` };
}

/** Of a module in CommonJS the default export is all that it exports. */
function namedIn(module: Readonly<Record<string, unknown>>): [name: string, value: unknown][] {
  const { default: all, ...named } = module;
  if (typeof all !== 'object' || all === null) return Object.entries(module);
  return missing(all).length < parts.length ? Object.entries(module) : Object.entries({ ...all, ...named });
}

function isCore(value: unknown): value is ExportedCore<unknown, unknown> {
  return missing(value).length === 0;
}

/** As `raftcheck --core` checks it, which is nothing that another core could be compared with. */
function isSystem(value: unknown): boolean {
  return ['init', 'next'].every((part) => typeof Reflect.get(Object(value), part) === 'function');
}

function missing(value: unknown): readonly string[] {
  return parts.filter((part) => typeof Reflect.get(Object(value), part) !== 'function');
}

/** What an export is instead of a core, in few words. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return shown(value).slice(0, 40);
  const without = missing(value);
  return without.length === parts.length ? 'which is no core' : `which has no ${without.join(', ')}`;
}
