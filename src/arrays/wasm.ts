/** As much of WebAssembly's interface as is used here: the language's own libraries do not describe it. */

/** Memory of 64 KiB pages that instances and threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Compiled code, which other threads may be given. */
export type WasmModule = object;

/** What an instance has for others to call. */
export type WasmFunctions = Readonly<Record<string, (...words: number[]) => number>>;

interface Engine {
  readonly Memory: new (of: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Module: {
    new (code: Uint8Array): WasmModule;
    imports(module: WasmModule): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: WasmFunctions };
}

const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

export function wasmModule(code: Uint8Array): WasmModule {
  return new Module(code);
}

/** All the memory that an instance can have, of which the machine gives what is written. Throws RangeError where it has no address space. */
export function wasmMemory(): WasmMemory {
  return new Memory({ initial: 1 << 16, maximum: 1 << 16, shared: true });
}

/** The functions that the code asks for from outside. */
export function wasmImports(module: WasmModule): readonly string[] {
  return Module.imports(module).map(({ name }) => name);
}

export function wasmFunctions(module: WasmModule, imports: Readonly<Record<string, object>>): WasmFunctions {
  return new Instance(module, imports).exports;
}
