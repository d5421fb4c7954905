/** xxHash64, the hash function of fingerprints and checksums. It is WebAssembly, which asks for memory of its own. */
import xxhash from 'xxhash-wasm';
import { UserError } from '../base/usererror.ts';

export type Hasher = Awaited<ReturnType<typeof xxhash>>;

/** Throws a UserError where the process may not have that memory. */
export async function loadHasher(): Promise<Hasher> {
  try {
    return await xxhash();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError({
      message: 'the process may not have the address space that it needs',
      hint: 'ulimit -v unlimited',
    });
  }
}
