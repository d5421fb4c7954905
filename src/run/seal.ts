/**
 * What Node's permission model leaves open in a thread, taken away before a stranger's code is loaded: engine flags, with which
 * the engine itself writes files anywhere; databases; diagnostic reports, which hold the environment; signals; what is printed;
 * and the ways to the network. All modules of Node but those that compute are emptied, so that a new one is not forgotten.
 *
 * This is no wall of the system: what is held by it alone is said so in SECURITY.md.
 */
import { builtinModules, syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';
import { accessDenied } from '../cluster/guarded.ts';

/** What computes, or is guarded by the permission model. */
const kept = [
  ...['assert', 'assert/strict', 'async_hooks', 'buffer', 'console', 'constants', 'diagnostics_channel'],
  // Where domains are loaded, every promise takes longer; the reader of lines brings them.
  ...[
    'domain',
    'events',
    'fs',
    'fs/promises',
    'module',
    'os',
    'path',
    'path/posix',
    'path/win32',
    'perf_hooks',
  ],
  ...[
    'process',
    'punycode',
    'querystring',
    'repl',
    'stream',
    'stream/consumers',
    'stream/promises',
    'stream/web',
  ],
  ...['string_decoder', 'sys', 'timers', 'timers/promises', 'url', 'util', 'util/types', 'worker_threads'],
  'zlib',
];
/** Those that have no name but one that begins with "node:", which not every version lists. */
const unlisted = ['node:sea', 'node:sqlite', 'node:test', 'node:test/reporters'];

/** What is taken from the process object: signals, native code, reports, and what is there for debuggers. */
const ofProcess = [
  ...['_debugEnd', '_debugProcess', '_getActiveHandles', '_getActiveRequests', '_kill', '_linkedBinding'],
  ...['abort', 'binding', 'dlopen', 'kill', 'loadEnvFile', 'report'],
];
const ofGlobal = ['EventSource', 'WebSocket', 'fetch'];

class Refused extends Error {
  readonly code = accessDenied;
}

function refuse(): never {
  throw new Refused('code of somebody else may not do that');
}

/** Takes the ways out away for good, in this thread. */
export function seal(): void {
  const names = [...new Set([...builtinModules, ...unlisted])].filter((name) => !isKept(name));
  // What is a function itself shares it with the rest of Node.
  const modules = names.map(loaded).filter((module) => typeof module === 'object');
  // All is found before anything is taken: modules use each other while they load, some as late as when they are looked at.
  const found = [
    ...modules.flatMap((module) => Reflect.ownKeys(module).map((key) => ways(module, key))),
    ...ofProcess.map((name) => ways(process, name)),
    ...ofGlobal.map((name) => ways(globalThis, name)),
  ].flat();
  for (const { from, key } of found) Reflect.defineProperty(from, key, { value: refuse, enumerable: true });
  // A terminal obeys what is printed on it.
  for (const name of ['stdout', 'stderr'] as const) {
    const value = new Writable({ write: (_chunk, _encoding, done) => done() });
    Reflect.defineProperty(process, name, { value });
  }
  syncBuiltinESMExports();
}

function isKept(name: string): boolean {
  return kept.includes(name.replace(/^node:/, '')) || name.startsWith('_stream_');
}

/** Undefined where this version has none, or no thread may load it. */
function loaded(name: string): object | undefined {
  try {
    return process.getBuiltinModule(name);
  } catch {
    return undefined;
  }
}

interface Way {
  readonly from: object;
  readonly key: PropertyKey;
}

/** A property, if it can do anything: words, numbers and lists of them cannot. */
function ways(from: object, key: PropertyKey): Way[] {
  const property = Reflect.getOwnPropertyDescriptor(from, key);
  if (property === undefined) return [];
  const { value } = property;
  const idle = Array.isArray(value) || ['number', 'string', 'boolean'].includes(typeof value);
  return idle ? [] : [{ from, key }];
}
