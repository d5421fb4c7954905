/** Names what the core throws by the words that go/panics.go uses for the library's panics. */
import { RaftPanic } from '../../../src/raft/panic.ts';
import { Misuse } from './parse.ts';

/** Where the core checks and says so, and Go itself stops the library: an index out of range, a nil pointer. */
const runtime = new Set([
  'no-progress',
  'read-without-entry',
  'read-position-out-of-range',
  'read-context-too-short',
]);

/** The class of a panic of the core. What it throws otherwise gets a class too, which no panic of the library has. */
export function panicClass(error: unknown): string {
  if (error instanceof Misuse) throw error;
  if (!(error instanceof RaftPanic)) return `thrown: ${error}`.replaceAll('\n', ' ');
  if (runtime.has(error.reason)) return 'runtime';
  switch (error.reason) {
    case 'conf-change-impossible':
    case 'conf-state-impossible':
      return `conf-impossible: ${error.message.slice(error.reason.length + 2)}`;
    case 'scan-stuck':
      return 'unapplied-unreadable';
    default:
      return error.reason;
  }
}
