/**
 * The seam to the compiled loop (src/compiled): what a system gives so that its steps are made there. The compiled code reads the
 * tables where they are, and asks here where one of them has no answer yet; the answer is then in the table.
 */
import type { WasmFunctions } from '../arrays/wasm.ts';
import type { Successors } from './successors.ts';

/** The states being expanded and their steps, in memory that both see. */
export interface Batch {
  readonly before: Int32Array;
  readonly successors: Successors;
}

export interface CompiledPart {
  /** By the name under which compiled code asks for it (src/compiled/misses.ts). */
  readonly misses: Readonly<Record<string, (...words: number[]) => unknown>>;
  /** Tells compiled code where the tables are. */
  wire(kernel: WasmFunctions): void;
}

/** The one part that is all of these. */
export function allOf(parts: readonly CompiledPart[]): CompiledPart {
  return {
    misses: Object.assign({}, ...parts.map(({ misses }) => misses)),
    wire: (kernel) => {
      for (const part of parts) part.wire(kernel);
    },
  };
}
