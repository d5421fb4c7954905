/** The compiled loop, as the build has made it of src/compiled. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WasmModule, wasmModule } from '../arrays/wasm.ts';
import { packageRoot } from '../base/root.ts';

let loaded: WasmModule | null = null;

export function compiledLoop(): WasmModule {
  loaded ??= wasmModule(readFileSync(join(packageRoot(), 'out', 'build', 'src', 'compiled', 'kernel.wasm')));
  return loaded;
}
