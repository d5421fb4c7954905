/**
 * Fingerprints: the 64 bits that name a state in every run, where ids (which depend on the order of discovery) cannot.
 * xxHash64 over the cluster's canonical bytes.
 */
import { loadHasher } from '../spec/hasher.ts';

/** Canonical bytes -> 16 hexadecimal digits. */
export type Fingerprint = (bytes: Uint8Array) => string;

/** Loads the hash function. Throws a UserError where there is no memory for it. */
export async function loadFingerprint(): Promise<Fingerprint> {
  const { h64Raw } = await loadHasher();
  return (bytes) => h64Raw(bytes).toString(16).padStart(16, '0');
}
